import { chmod, chown, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { UnixUser } from "@/lib/platform/db/embedded/cluster-owner";
import type { Deps } from "@/lib/platform/deps";
import { DEMO_PASSWORD, seedDemo } from "@/prisma/seed";
import type { Lifecycle } from "./shutdown";

/** Points this process at a data folder of its own, which goes when it ends; nothing of the real console is touched. */
export async function switchToTemporaryDataDir(lifecycle: Lifecycle): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "latchkey-demo-"));
  await chmod(folder, 0o711);
  lifecycle.onEnd(() => rm(folder, { recursive: true, force: true }));
  process.env.DATA_DIR = path.join(folder, "data");
  for (const name of [
    "DATABASE_URL",
    "AUTH_SECRET",
    "ENCRYPTION_KEYS",
    "ADMIN_USERNAME",
    "ADMIN_PASSWORD",
    "PASSWORD_MIN_LENGTH",
    "PASSWORD_BREACH_CHECK",
    "RESEND_API_KEY",
    "SMTP_URL",
    "MAIL_FROM",
  ]) {
    delete process.env[name];
  }
}

/** Gives the folder to the user that the process becomes, so that it can be removed at the end. */
export async function chownTemporaryDataDir({ uid, gid }: UnixUser): Promise<void> {
  const dataDir = process.env.DATA_DIR ?? "";
  for (const folder of [dataDir, path.dirname(dataDir)]) await chown(folder, uid, gid);
}

/** The command line finds a demo by its folder only. */
const operating = () => `The operator's command line: DATA_DIR=${process.env.DATA_DIR} npm run admin -- --help`;

/** Makes the demo's people; the lines that tell whom to sign in as, and how to get a code. */
export async function prepareDemo(deps: Deps): Promise<string> {
  const people = await seedDemo(deps);
  const lines = people.flatMap(({ username, about, secret, backupCodes }) => [
    `  ${username.padEnd(8)} ${about}`,
    ...(secret ? [`           secret for an authenticator app: ${secret}`, `           backup codes: ${backupCodes?.join("  ")}`] : []),
  ]);
  return [
    `This is a demo: everything in it is made up, and gone when it ends. Every password is: ${DEMO_PASSWORD}`,
    ...lines,
    operating(),
  ].join("\n");
}
