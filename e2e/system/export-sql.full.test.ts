import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { createRole } from "@/lib/testing/database-role";
import { consoleDatabase, startPostgres } from "@/lib/testing/postgres-server";
import { findDebianProgram } from "@/scripts/test/find-debian-program";
import { enrolWithApp, enterCode, enterPassword, isSignedIn } from "../support/account-steps";
import { ADMINISTRATOR, startReadyApp } from "../support/app";
import { admin } from "../support/command-line";
import { newDataDir } from "../support/data-dir";
import { createHttpClient } from "../support/http-client";

const PSQL = findDebianProgram("psql", "postgresql-client");

/** Where Debian keeps the programs of each version of the server. */
const FOLDER = "/usr/lib/postgresql";
const VERSIONS = existsSync(FOLDER) ? readdirSync(FOLDER).filter((version) => existsSync(`${FOLDER}/${version}/bin/initdb`)) : [];

/** Those of the system, or the programs of the embedded one where it has none. */
const SERVERS = VERSIONS.length > 0 ? VERSIONS.map((version) => ({ version, bin: `${FOLDER}/${version}/bin` })) : [{ version: "embedded" }];

/** A database on a separate PostgreSQL, for a role that owns nothing else. */
async function emptyDatabase(options: { bin?: string }): Promise<string> {
  const server = await startPostgres(options);
  const { role, roleUrl, owner } = await createRole(await consoleDatabase(server));
  await owner.query(`GRANT CREATE ON DATABASE console TO "${role}"; ALTER SCHEMA public OWNER TO "${role}"`);
  return roleUrl;
}

test("D12: a console moves to a PostgreSQL of the system, and its users sign in as before", async () => {
  const dataDir = await newDataDir();
  const first = await startReadyApp({ dataDir, env: ADMINISTRATOR });
  const client = createHttpClient(first.url);
  await enterPassword(client, "root", ADMINISTRATOR.ADMIN_PASSWORD);
  const { secret, authenticator } = await enrolWithApp(client);
  const file = path.join(path.dirname(dataDir), "console.sql");
  const running = await admin(dataDir, ["export-sql", `${file}.running`, "--json"]);
  expect(running).toMatchObject({ code: 0, errorLines: [] });
  expect(JSON.parse(running.out)).toMatchObject({ file: `${file}.running`, tables: { users: 1, totp_secrets: 1 } });
  await first.stop();

  expect(await admin(dataDir, ["export-sql", file])).toMatchObject({
    code: 0,
    errorLines: [],
    out: expect.stringMatching(/^Exported \d+ rows/),
  });
  expect(await admin(dataDir, ["export-sql", file])).toMatchObject({ code: 1, errorLines: [expect.stringMatching(/already exists/)] });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const { out } = await admin(dataDir, ["export-sql", "-"]);
  expect(out).toBe(await readFile(file, "utf8"));
  expect((await admin(dataDir, ["export-sql", "-", "--json"])).code).toBe(2);
  const { authSecret, encryptionKeys } = JSON.parse(readFileSync(path.join(dataDir, "secrets.json"), "utf8"));
  for (const hidden of [secret, ADMINISTRATOR.ADMIN_PASSWORD, authSecret, encryptionKeys.split(":")[1]]) expect(out).not.toContain(hidden);

  for (const { version, ...options } of SERVERS) {
    const databaseUrl = await emptyDatabase(options);
    execFileSync(PSQL, ["--quiet", "--no-psqlrc", "-f", file, databaseUrl], { stdio: ["ignore", "ignore", "pipe"] });
    const env = { DATABASE_URL: databaseUrl, AUTH_SECRET: authSecret, ENCRYPTION_KEYS: encryptionKeys };
    const moved = await startReadyApp({ dataDir: await newDataDir(), env });
    expect(moved.output()).not.toMatch(/Applied|no account yet/);
    const again = createHttpClient(moved.url);
    const verifyPage = await enterPassword(again, "root", ADMINISTRATOR.ADMIN_PASSWORD);
    await enterCode(again, verifyPage, await authenticator.nextCode());
    expect(await isSignedIn(again)).toBe(true);
    const verified = await admin(dataDir, ["verify-audit-log"], "", env);
    expect(verified).toMatchObject({ code: 0, out: expect.stringMatching(/is intact/) });
    expect((await admin(dataDir, ["export-sql", `${file}.${version}`], "", env)).code).toBe(0);
    expect(await moved.stop()).toBe(0);
  }
});
