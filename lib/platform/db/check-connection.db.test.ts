import { expect, inject, test, vi } from "vitest";
import { checkDatabaseUrl } from "./check-connection";
import { DatabaseClient, databaseConnection } from "./database-client";
import { withParameters } from "./database-url";

const serverUrl = () => inject("databaseServerUrl");

async function query(url: string, sql: string) {
  const client = new DatabaseClient(databaseConnection(url));
  await client.connect();
  try {
    return (await client.query(sql)).rows[0];
  } finally {
    await client.end();
  }
}

test.each(["SQL_ASCII", "LATIN1"])("a database in %s is refused in one line that says how to make another", async (encoding) => {
  const name = `other_${encoding.toLowerCase()}`;
  await query(serverUrl(), `CREATE DATABASE ${name} ENCODING '${encoding}' LOCALE 'C' TEMPLATE template0`);
  const refusal = new RegExp(`^DATABASE_URL .*"${name}", whose encoding is ${encoding}; Latchkey needs UTF8: CREATE DATABASE [^\n]*$`);
  await expect(checkDatabaseUrl(serverUrl().replace("/postgres?", `/${name}?`))).rejects.toThrow(refusal);
});

test("a read-only database is refused in one line when the address requires a writable one", async () => {
  const url = withParameters(serverUrl(), { options: "-c default_transaction_read_only=on", target_session_attrs: "read-write" });
  await expect(checkDatabaseUrl(url)).rejects.toThrow(/^DATABASE_URL points at [^\n]*, which accepts no changes \([^\n]*$/);
});

test("a parameter that the server refuses is named, also where its name has a timeout in it", async () => {
  const url = withParameters(serverUrl(), { options: "-c statement_timeout=abc" });
  await expect(checkDatabaseUrl(url)).rejects.toThrow(/^DATABASE_URL cannot be used [^\n]*invalid value for parameter "statement_timeout"/);
});

test("user, password, database, options and application name come from the address, not from the environment", async () => {
  await query(serverUrl(), `CREATE DATABASE "per%cent @ / # ?"`);
  await query(serverUrl(), `CREATE ROLE "a@b:c" LOGIN PASSWORD 'p%@:/#? &ü'`);
  for (const name of ["HOST", "PORT", "USER", "PASSWORD", "DATABASE", "SSLMODE", "OPTIONS", "APPNAME", "CLIENT_ENCODING", "SSLNEGOTIATION"])
    vi.stubEnv(`PG${name}`, "of-somewhere-else");
  const url = withParameters(serverUrl(), {
    user: "a@b:c",
    password: "p%@:/#? &ü",
    dbname: "per%cent @ / # ?",
    application_name: "field",
    options: "-c geqo=off",
  });
  const columns =
    "current_user AS role, current_database() AS database, current_setting('application_name') AS name, current_setting('geqo') AS geqo";
  expect(await query(url, `SELECT ${columns}`)).toEqual({ role: "a@b:c", database: "per%cent @ / # ?", name: "field", geqo: "off" });
  vi.unstubAllEnvs();
});
