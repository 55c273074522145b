import { randomUUID } from "node:crypto";
import pg from "pg";
import { expect, inject, onTestFinished, test } from "vitest";
import { createDatabase } from "@/lib/testing/create-database";
import { connect } from "./connect";
import { readConnectionSettings } from "./connection-settings";
import { detectConnectionSettings } from "./detect-connection-settings";
import { applyMigrations } from "./migrations";

type Scene = { role: string; url(query?: string): string; run(sql: string): Promise<unknown>; start(query?: string): Promise<string> };

/** A new database and a role with only the default privileges of PostgreSQL 15 and later. */
async function newScene(): Promise<Scene> {
  const server = inject("databaseServerUrl");
  const [name, role] = [`schemas_${randomUUID()}`, `role-${randomUUID()}`];
  const admin = new pg.Client({ connectionString: await createDatabase(server, name) });
  await admin.connect();
  await admin.query(`CREATE ROLE "${role}" LOGIN PASSWORD 'pw'`);
  onTestFinished(() => admin.end());
  const url = (query = "") => {
    const address = new URL(server);
    Object.assign(address, { pathname: `/${name}`, username: role, password: "pw" });
    const parts = [address.searchParams.get("host") ? `host=${encodeURIComponent(address.searchParams.get("host") ?? "")}` : "", query];
    address.search = parts.filter(Boolean).join("&");
    return address.href;
  };
  /** Prepares the database as a start does. Returns the schema with the tables. */
  const start = async (query?: string) => {
    const completed = await detectConnectionSettings(url(query), () => {});
    await applyMigrations(completed, process.cwd());
    const { db, disconnect } = connect(completed, "latchkey-test", 1);
    onTestFinished(disconnect);
    await db.user.create({ data: { username: "ada", usernameKey: randomUUID(), createdAt: new Date() } });
    const [{ users }] = (await db.$queryRaw`SELECT count(*)::int AS users FROM users`) as [{ users: number }];
    expect(users).toBe(await db.user.count());
    return `${readConnectionSettings(completed).schema}: ${users}`;
  };
  return { role, url, start, run: (sql) => admin.query(sql.replaceAll(":role", `"${role}"`).replaceAll(":name", name)) };
}

test("a schema named like the role is used from the first start on, with a search_path that names it too", async () => {
  const { run, start, role } = await newScene();
  await run("CREATE SCHEMA AUTHORIZATION :role");
  expect(await start()).toBe(`${role}: 1`);
  await run('ALTER ROLE :role SET search_path = public, "$user"');
  expect(await start()).toBe(`${role}: 2`);
});

test("a schema named like the role, or a search_path, that is added later leaves the tables where they are", async () => {
  const { run, start } = await newScene();
  await run("GRANT CREATE ON SCHEMA public TO :role");
  expect(await start()).toBe("public: 1");
  await run("CREATE SCHEMA AUTHORIZATION :role");
  expect(await start()).toBe("public: 2");
  await run("CREATE SCHEMA other AUTHORIZATION :role");
  await run("ALTER ROLE :role SET search_path = other");
  expect(await start()).toBe("public: 3");
  await run("REVOKE CREATE ON SCHEMA public FROM :role");
  expect(await start()).toBe("public: 4");
});

test("a renamed schema is found again", async () => {
  const { run, start } = await newScene();
  await run("GRANT CREATE ON SCHEMA public TO :role");
  expect(await start()).toBe("public: 1");
  await run("ALTER SCHEMA public RENAME TO latchkey");
  expect(await start()).toBe("latchkey: 2");
});

test("missing and read-only schemas in the search_path are skipped", async () => {
  const { run, start } = await newScene();
  await run(
    "CREATE SCHEMA closed; CREATE SCHEMA opened AUTHORIZATION :role; ALTER ROLE :role SET search_path = absent, closed, opened, public",
  );
  expect(await start()).toBe("opened: 1");
});

test.each(["accounts", "Accounts", "it's, $user\\", "täble", "pg"])("?schema=%s is made and used", async (schema) => {
  const { run, start } = await newScene();
  await run("GRANT CREATE ON SCHEMA public TO :role");
  expect(await start()).toBe("public: 1");
  await run('GRANT CREATE ON DATABASE ":name" TO :role');
  expect(await start(`schema=${encodeURIComponent(schema)}`)).toBe(`${schema}: 1`);
  expect(await start(`schema=${encodeURIComponent(schema)}`)).toBe(`${schema}: 2`);
  await expect(start()).rejects.toThrow(
    /^DATABASE_URL leads to tables of Latchkey in the schemas ".+" and ".+": add \?schema=NAME of the one to use$/,
  );
  expect(await start("schema=public")).toBe("public: 2");
});

test("unreadable tables of another console are not used", async () => {
  const { run, start, role } = await newScene();
  await run("CREATE SCHEMA AUTHORIZATION :role");
  await run("CREATE TABLE public._prisma_migrations (); CREATE TABLE public.login_attempts ()");
  expect(await start()).toBe(`${role}: 1`);
});

test.each(["before", "after"])("a schema that another role plants %s the first start gets no rows", async (when) => {
  const { run, start, role } = await newScene();
  const stranger = `stranger-${randomUUID()}`;
  const layOut = async (schema: string) => {
    await run(`SET SESSION AUTHORIZATION "${stranger}"; CREATE SCHEMA "${schema}"; GRANT ALL ON SCHEMA "${schema}" TO PUBLIC`);
    await run(`CREATE TABLE "${schema}"._prisma_migrations (); CREATE TABLE "${schema}".login_attempts ()`);
    await run(`GRANT SELECT ON ALL TABLES IN SCHEMA "${schema}" TO PUBLIC; RESET SESSION AUTHORIZATION`);
  };
  await run(`CREATE ROLE "${stranger}"; GRANT CREATE ON DATABASE ":name" TO "${stranger}"; GRANT CREATE ON SCHEMA public TO :role`);
  await run(`GRANT "${stranger}" TO :role`);
  if (when === "after") expect(await start()).toBe("public: 1");
  // The first is in the search_path, as "$user".
  for (const schema of [role, "aside"]) {
    await layOut(schema);
    if (when === "after") expect(await start()).toMatch(/^public: /);
    else await expect(start()).rejects.toThrow(`of the user "${stranger}": if they are this console's, add ?schema=`);
    await run(`DROP SCHEMA "${schema}" CASCADE`);
  }
  await run(
    `SET SESSION AUTHORIZATION "${stranger}"; CREATE SCHEMA "${role}"; GRANT ALL ON SCHEMA "${role}" TO PUBLIC; RESET SESSION AUTHORIZATION`,
  );
  expect(await start()).toMatch(/^public: /);
});

test("tables of another owner are found in a search_path that names their schema, and by ?schema=", async () => {
  const { run, start } = await newScene();
  const owner = `owner-${randomUUID()}`;
  await run(`CREATE ROLE "${owner}"; CREATE SCHEMA accounts AUTHORIZATION "${owner}"; GRANT ALL ON SCHEMA accounts TO :role`);
  expect(await start("schema=accounts")).toBe("accounts: 1");
  await expect(start()).rejects.toThrow(`in the schema "accounts" of the user "${owner}"`);
  await run("ALTER ROLE :role SET search_path = accounts");
  expect(await start()).toBe("accounts: 2");
});

test("public counts, whatever role owns it, as on managed servers, and with a search_path that leads elsewhere", async () => {
  const { run, start } = await newScene();
  const provider = `provider-${randomUUID()}`;
  await run(`CREATE ROLE "${provider}"; ALTER SCHEMA public OWNER TO "${provider}"; GRANT ALL ON SCHEMA public TO :role`);
  expect(await start()).toBe("public: 1");
  await run("CREATE SCHEMA other AUTHORIZATION :role; ALTER ROLE :role SET search_path = other");
  expect(await start()).toBe("public: 2");
});

test("a pooler named in the address counts even if it is not detected", async () => {
  const { run, start, url } = await newScene();
  await run("GRANT CREATE ON SCHEMA public TO :role");
  expect(readConnectionSettings(await detectConnectionSettings(url("pgbouncer=true"), () => {})).isPooled).toBe(true);
  expect(await start("pgbouncer=true")).toBe("public: 1");
  expect(readConnectionSettings(await detectConnectionSettings(url("pgbouncer=false"), () => {})).isPooled).toBe(false);
});

test("a table of an extension such as PostGIS does not count as another program's", async () => {
  const { run, start } = await newScene();
  await run("GRANT CREATE ON SCHEMA public TO :role");
  await run("CREATE TABLE public.spatial_ref_sys (); ALTER EXTENSION plpgsql ADD TABLE public.spatial_ref_sys");
  expect(await start()).toBe("public: 1");
});

test("another program's Prisma tables are not changed", async () => {
  const { run, start } = await newScene();
  await run("GRANT CREATE ON SCHEMA public TO :role");
  await run("CREATE TABLE public.theirs (); CREATE TABLE public._prisma_migrations (migration_name text)");
  await run("GRANT SELECT ON public._prisma_migrations TO :role");
  await expect(start()).rejects.toThrow(/its schema "public" holds tables of another program; .*\?schema=/);
});

test.each([
  [
    "",
    "",
    /^DATABASE_URL leads to the database "schemas_.*", which has no tables .* the user .* may create them: run npm run admin -- migrate as the owner/,
  ],
  [
    "GRANT USAGE ON SCHEMA public TO :role",
    "",
    /^DATABASE_URL leads to the database "schemas_.*", which has no tables .* the user .* may create them: run npm run admin -- migrate as the owner/,
  ],
  [
    'GRANT CREATE ON DATABASE ":name" TO :role',
    "",
    /^DATABASE_URL leads to the database .*: create one with CREATE SCHEMA latchkey AUTHORIZATION/,
  ],
  [
    "",
    "schema=absent",
    /^DATABASE_URL names the schema "absent", which is not in the database "schemas_.*": create it, then run .* migrate/,
  ],
  [
    "CREATE SCHEMA closed",
    "schema=closed",
    /^DATABASE_URL names the schema "closed" of the database "schemas_.*", in which .* may not create tables: run .* migrate as the owner/,
  ],
  ['GRANT CREATE ON DATABASE ":name" TO :role', "schema=%22", /^DATABASE_URL leads to the schema """: use one without quotes/],
  ["", "schema=pg_catalog", /^DATABASE_URL names the schema "pg_catalog"/],
])("without a right to a schema (%s, %s) the start fails with one line that says how to fix it", async (sql, query, line) => {
  const { run, start } = await newScene();
  if (sql) await run(sql);
  await expect(start(query)).rejects.toThrow(line);
});
