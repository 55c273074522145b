import { randomUUID } from "node:crypto";
import { expect, inject, onTestFinished, test } from "vitest";
import { connect } from "@/lib/platform/db/connect";
import { createDatabase } from "@/lib/testing/create-database";
import { createRole } from "@/lib/testing/database-role";
import { TEMPLATE_DATABASE } from "@/lib/testing/database-server";
import { assertRights, updateTables } from "./prepare-tables";

const DESCRIPTION = "the database";
const SOME = ["SELECT", "INSERT", "UPDATE", "DELETE"];

/** A database, a role without privileges, and the console's functions as that role. */
async function setUp({ template }: { template?: string } = {}) {
  const url = await createDatabase(inject("databaseServerUrl"), `rights_${randomUUID()}`, template);
  const { role, roleUrl, owner } = await createRole(url);
  const connection = connect(roleUrl, "latchkey-test", 2);
  onTestFinished(connection.disconnect);
  const config = { databaseUrl: roleUrl, authSecret: "a secret for tests, long enough to be one" };
  const target = { description: DESCRIPTION, deps: { ...connection, config } as unknown as Parameters<typeof updateTables>[0]["deps"] };
  return { role, owner, target, grant: (rights: string) => owner.query(`GRANT ${rights} TO "${role}"`) };
}

const lineOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    ({ name, message }: Error) => `${name}: ${message}`,
  );

test("USAGE and CREATE on the schema suffice to migrate", async () => {
  const { owner, role, target, grant } = await setUp();
  await owner.query(`REVOKE ALL ON SCHEMA public FROM PUBLIC`);
  expect(await lineOf(updateTables(target))).toMatch(
    /^OperatorError: The migrations cannot be applied to the database: .*rights listed in/,
  );
  await grant("USAGE ON SCHEMA public");
  expect(await lineOf(updateTables(target))).toMatch(/rights listed in.*permission denied for schema public/);
  await grant("CREATE ON SCHEMA public");
  expect((await updateTables(target)).length).toBeGreaterThan(0);
  await assertRights(target);
  expect((await owner.query("SELECT FROM pg_tables WHERE tableowner = $1", [role])).rowCount).toBeGreaterThan(0);
});

test("a weak AUTH_SECRET is refused for a new database, and accepted for one with tables", async () => {
  const { target, grant } = await setUp();
  await grant("USAGE, CREATE ON SCHEMA public");
  const { config } = target.deps;
  for (const authSecret of ["a".repeat(32), "abcd".repeat(8)]) {
    Object.assign(config, { authSecret });
    expect(await lineOf(updateTables(target))).toMatch(/^ConfigError: AUTH_SECRET repeats a few characters: use random ones/);
  }
  Object.assign(config, { authSecret: "0123456789abcdef".repeat(2) });
  expect((await updateTables(target)).length).toBeGreaterThan(0);
  Object.assign(config, { authSecret: "a".repeat(32) });
  expect(await updateTables(target)).toEqual([]);
});

test("privileges to read and change rows suffice to run, and each missing one is named", async () => {
  const { target, owner, grant } = await setUp({ template: TEMPLATE_DATABASE });
  expect(await lineOf(updateTables(target))).toMatch(/permission denied for table _prisma_migrations/);
  await grant("SELECT ON _prisma_migrations");
  expect(await updateTables(target)).toEqual([]);
  await grant(`${SOME.join(", ")} ON ALL TABLES IN SCHEMA public`);
  await assertRights(target);
  await owner.query(`REVOKE UPDATE, DELETE ON audit_events, _prisma_migrations FROM "${new URL(target.deps.config.databaseUrl).username}"`);
  await assertRights(target);
  await owner.query(`REVOKE DELETE, UPDATE ON sessions, users FROM "${new URL(target.deps.config.databaseUrl).username}"`);
  expect(await lineOf(assertRights(target))).toMatch(
    /^OperatorError: In the database the user "role_.*" lacks DELETE, UPDATE on sessions; DELETE, UPDATE on users: grant/,
  );
});

test("a migration without the privilege for it fails with one line", async () => {
  const { target, owner, grant } = await setUp({ template: TEMPLATE_DATABASE });
  await grant(`${SOME.join(", ")} ON ALL TABLES IN SCHEMA public`);
  await owner.query("DELETE FROM _prisma_migrations WHERE migration_name LIKE '%audit_forwarding'");
  expect(await lineOf(updateTables(target))).toMatch(
    /^OperatorError: The migrations cannot be applied .*rights listed in.*(permission denied|must be owner).*; run npm run admin -- migrate as the owner of the tables$/,
  );
});

test("a newer database is refused, with the names of its unknown migrations", async () => {
  const { target, owner, grant } = await setUp({ template: TEMPLATE_DATABASE });
  await grant("SELECT ON _prisma_migrations");
  const insert = "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ($1, '', $1, now())";
  for (const name of ["29990102_second", "29990101_first"]) await owner.query(insert, [name]);
  expect(await lineOf(updateTables(target))).toMatch(
    /^OperatorError: The database is newer than this version of Latchkey, which does not know 29990101_first, 29990102_second: start the newer/,
  );
});

test("a read-only database fails with one line", async () => {
  const { target, owner, grant } = await setUp();
  await grant("USAGE, CREATE ON SCHEMA public");
  await owner.query(`ALTER ROLE "${new URL(target.deps.config.databaseUrl).username}" SET default_transaction_read_only = on`);
  expect(await lineOf(updateTables(target))).toMatch(/^OperatorError: The migrations cannot be applied .*read-only, as a standby is/);
});
