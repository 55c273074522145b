import { chmod, chown, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { withoutConfiguration } from "@/lib/platform/config/config";
import type { Environment } from "@/lib/platform/config/environment-variable";
import type { UnixUser } from "@/lib/platform/db/embedded/cluster-owner";
import type { Deps } from "@/lib/platform/deps";
import { type SeededAccount, seedDemo } from "@/prisma/seed";
import type { Lifecycle } from "./shutdown";

/**
 * Variables that a demo takes from the environment: where it is reached, and what it looks like. All others belong to the real
 * console: its data, secrets, email, audit log collector, metrics and applications.
 */
export const DEMO_VARIABLES: readonly string[] = [
  "PORT",
  "HOST",
  "APP_URL",
  "ALLOW_INSECURE_HTTP",
  "TRUSTED_PROXIES",
  "KEEP_ALIVE_SECONDS",
  "HSTS",
  "APP_NAME",
  "TWO_FACTOR_MAX_AGE_DAYS",
];

/** Returns what a demo takes of `environment`, with a temporary DATA_DIR, removed at the end: the real console is not touched. */
export async function prepareDemoEnvironment(environment: Environment, lifecycle: Pick<Lifecycle, "onEnd">): Promise<Environment> {
  const folder = await mkdtemp(path.join(tmpdir(), "latchkey-demo-"));
  await chmod(folder, 0o711);
  lifecycle.onEnd("demo folder", () => rm(folder, { recursive: true, force: true }));
  const kept = Object.fromEntries(DEMO_VARIABLES.map((name) => [name, environment[name]]));
  return { ...withoutConfiguration(environment), ...kept, DATA_DIR: path.join(folder, "data") };
}

/** Gives the folder to the user that the process becomes, so that it can be removed at the end. */
export async function chownTemporaryDataDir(dataDir: string, { uid, gid }: UnixUser): Promise<void> {
  for (const folder of [dataDir, path.dirname(dataDir)]) await chown(folder, uid, gid);
}

/** Creates the demo's accounts. Returns the lines to print once the server is ready. */
export async function prepareDemo(deps: Deps, dataDir: string): Promise<string> {
  return describeDemo(await seedDemo(deps), dataDir);
}

/** For people, one block per account; for scripts, the same accounts as JSON on one line. */
export function describeDemo(accounts: SeededAccount[], dataDir: string): string {
  const passwords = new Set(accounts.map(({ password }) => password));
  const lines = accounts.flatMap(({ username, about, totpSecret, backupCodes }) => [
    `  ${username.padEnd(8)} ${about}`,
    ...(totpSecret ? [`           TOTP secret: ${totpSecret}`, `           backup codes: ${backupCodes?.join(" ")}`] : []),
  ]);
  return [
    `This is a demo with sample accounts. It is deleted when it stops. Password of every account: ${[...passwords].join(", ")}`,
    ...lines,
    "A 2FA code: add the TOTP secret to an authenticator app, or run oathtool --totp --base32 SECRET. Each code works once.",
    `Command line: DATA_DIR=${dataDir} npm run admin -- --help`,
    `The accounts for scripts: ${JSON.stringify(accounts)}`,
  ].join("\n");
}
