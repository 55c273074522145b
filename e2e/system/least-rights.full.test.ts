import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { connect } from "@/lib/platform/db/connect";
import { consoleDatabase, startPostgres } from "@/lib/testing/postgres-server";
import { enrol, isSignedIn, signIn } from "../support/account-steps";
import { ownLines, startApp, startReadyApp } from "../support/app";
import { admin } from "../support/command-line";
import { newDataDir } from "../support/data-dir";
import { addUser, type TestUser } from "../support/database";
import { externalEnvironment } from "../support/external-database";

/** As in docs/operations/database.md. */
const ROLES = `
  CREATE ROLE latchkey_owner LOGIN; CREATE ROLE latchkey LOGIN CONNECTION LIMIT 5;
  REVOKE ALL ON SCHEMA public FROM PUBLIC;
  GRANT USAGE, CREATE ON SCHEMA public TO latchkey_owner;
  GRANT USAGE ON SCHEMA public TO latchkey;
  ALTER DEFAULT PRIVILEGES FOR ROLE latchkey_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO latchkey;`;

const as = (url: string, username: string) => Object.assign(new URL(url), { username }).href;

test("tables made by one role, a console run by another with five connections: sign-in and 2FA; then a newer database", async () => {
  const url = await consoleDatabase(await startPostgres());
  const superuser = new pg.Client({ connectionString: url });
  await superuser.connect();
  onTestFinished(() => superuser.end().catch(() => {}));
  await superuser.query(ROLES);
  const env = externalEnvironment(as(url, "latchkey"));
  const dataDir = await newDataDir();
  const early = await startApp({ dataDir, env });
  expect(await early.ended).toBe(1);
  expect(ownLines(early)).toEqual([
    expect.stringMatching(
      /^DATABASE_URL leads to the database "console", .* user "latchkey" may create them: run npm run admin -- migrate as the owner/,
    ),
  ]);
  const migrate = () => admin(dataDir, ["migrate"], "", { ...env, DATABASE_URL: as(url, "latchkey_owner") });
  expect(await migrate()).toMatchObject({ code: 0, out: expect.stringMatching(/^Applied \d+ migrations to the database /) });
  expect(await migrate()).toMatchObject({ code: 0, out: expect.stringMatching(/^The tables in the database .* are up to date$/m) });

  const app = await startReadyApp({ dataDir, env });
  const database = connect(url, "latchkey-test", 2);
  const users = await Promise.all(Array.from({ length: 8 }, () => addUser(database)));
  await database.disconnect();
  for (const user of users) {
    const client = await signIn(app.url, user);
    expect(await isSignedIn(client)).toBe(true);
  }
  expect((await enrol(await signIn(app.url, users[0] as TestUser))).backupCodes).toHaveLength(6);
  expect(app.output()).not.toMatch(/too busy|"level":"?(error|50)/);

  await superuser.query(
    "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('1', '', '29990101_newer', now())",
  );
  const ready = await fetch(`${app.url}/api/health/ready`);
  expect([ready.status, (await ready.json()).reason]).toEqual([503, expect.stringContaining("29990101_newer")]);
  expect(await admin(dataDir, ["list-users"], "", env)).toMatchObject({ code: 1, errorLines: [expect.stringContaining("29990101_newer")] });
  expect(await app.stop()).toBe(0);
  const late = await startApp({ dataDir, env });
  expect(await late.ended).toBe(1);
  expect(ownLines(late)).toEqual([expect.stringMatching(/is newer than this version of Latchkey, which does not know 29990101_newer/)]);
});
