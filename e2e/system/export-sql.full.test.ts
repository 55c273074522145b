import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { programEnvironment } from "@/lib/platform/db/embedded/cluster";
import { ensureServiceUser, isRoot } from "@/lib/platform/db/embedded/cluster-owner";
import { freePort } from "@/lib/testing/free-port";
import { enrolWithApp, enterCode, enterPassword, isSignedIn } from "../support/account-steps";
import { startConsole } from "../support/console";
import { newDataDir } from "../support/data-dir";
import { createHttpClient } from "../support/http-client";
import { admin } from "../support/operator";

/** Where Debian keeps the programs of each version. */
const FOLDER = "/usr/lib/postgresql";
const VERSIONS = existsSync(FOLDER) ? readdirSync(FOLDER).filter((version) => existsSync(`${FOLDER}/${version}/bin/initdb`)) : [];

const ADMINISTRATOR = { ADMIN_USERNAME: "ada", ADMIN_PASSWORD: "correct horse battery" };

/** A PostgreSQL of the system with an empty database, gone with the test; its address for a role that owns nothing else. */
async function startSystemPostgres(version: string): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), "latchkey-system-postgres-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const user = isRoot() ? ensureServiceUser() : null;
  chmodSync(folder, 0o700);
  if (user) chownSync(folder, user.uid, user.gid);
  const data = path.join(folder, "data");
  const run = (program: string, ...args: string[]) =>
    execFileSync(`${FOLDER}/${version}/bin/${program}`, args, { ...user, cwd: "/", env: programEnvironment(), stdio: "ignore" });
  run("initdb", `--pgdata=${data}`, "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8");
  const port = String(await freePort());
  run("pg_ctl", "start", "--wait", `--pgdata=${data}`, `--log=${folder}/log`, "-o", `-p ${port} -k ${folder} -h 127.0.0.1`);
  onTestFinished(() => {
    run("pg_ctl", "stop", "--wait", "--mode=immediate", `--pgdata=${data}`);
  });
  run("createuser", "--host=127.0.0.1", `--port=${port}`, "--username=postgres", "console");
  run("createdb", "--host=127.0.0.1", `--port=${port}`, "--username=postgres", "--owner=console", "console");
  return `postgresql://console:unused@127.0.0.1:${port}/console`;
}

test.skipIf(VERSIONS.length === 0)("D12: a console moves to a PostgreSQL of the system, and its users sign in as before", async () => {
  const dataDir = await newDataDir();
  const first = await startConsole({ dataDir, env: ADMINISTRATOR });
  await first.ready();
  const client = createHttpClient(first.url);
  await enterPassword(client, "ada", ADMINISTRATOR.ADMIN_PASSWORD);
  const { secret, authenticator } = await enrolWithApp(client);
  const file = path.join(path.dirname(dataDir), "console.sql");
  const running = await admin(dataDir, ["export-sql", `${file}.running`, "--json"]);
  expect(running).toMatchObject({ code: 0, errorLines: [] });
  expect(JSON.parse(running.out)).toMatchObject({ file: `${file}.running`, tables: { users: 1, totp_secrets: 1 } });
  first.npm.kill("SIGTERM");
  await first.ended;

  expect(await admin(dataDir, ["export-sql", file])).toMatchObject({
    code: 0,
    errorLines: [],
    out: expect.stringMatching(/^Exported \d+ rows/),
  });
  expect(await admin(dataDir, ["export-sql", file])).toMatchObject({ code: 1, errorLines: [expect.stringMatching(/exists already/)] });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const { out } = await admin(dataDir, ["export-sql", "-"]);
  expect(out).toBe(await readFile(file, "utf8"));
  expect((await admin(dataDir, ["export-sql", "-", "--json"])).code).toBe(2);
  const { authSecret, encryptionKeys } = JSON.parse(readFileSync(path.join(dataDir, "secrets.json"), "utf8"));
  for (const hidden of [secret, ADMINISTRATOR.ADMIN_PASSWORD, authSecret, encryptionKeys.split(":")[1]]) expect(out).not.toContain(hidden);

  for (const version of VERSIONS) {
    const databaseUrl = await startSystemPostgres(version);
    execFileSync("psql", ["--quiet", "--no-psqlrc", "-f", file, databaseUrl], { stdio: ["ignore", "ignore", "pipe"] });
    const env = { DATABASE_URL: databaseUrl, AUTH_SECRET: authSecret, ENCRYPTION_KEYS: encryptionKeys };
    const moved = await startConsole({ dataDir: await newDataDir(), env });
    await moved.ready();
    expect(moved.output()).not.toMatch(/Applied|no account yet/);
    const again = createHttpClient(moved.url);
    const verifyPage = await enterPassword(again, "ada", ADMINISTRATOR.ADMIN_PASSWORD);
    await enterCode(again, verifyPage, await authenticator.nextCode());
    expect(await isSignedIn(again)).toBe(true);
    const verified = await admin(dataDir, ["verify-audit-log"], "", env);
    expect(verified).toMatchObject({ code: 0, out: expect.stringMatching(/is as it was written/) });
    expect((await admin(dataDir, ["export-sql", `${file}.${version}`], "", env)).code).toBe(0);
    moved.npm.kill("SIGTERM");
    expect(await moved.ended).toBe(0);
  }
});
