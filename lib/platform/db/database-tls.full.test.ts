import { createPrivateKey } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { expect, onTestFinished, test, vi } from "vitest";
import { createAuthority } from "@/lib/testing/certificates";
import { type PostgresServer, startPostgres } from "@/lib/testing/postgres-server";
import { checkDatabaseUrl, probeDatabase } from "./check-connection";
import { connect } from "./connect";
import { readDatabaseTarget } from "./connection-settings";
import { DatabaseClient, databaseConnection } from "./database-client";
import { applyMigrations } from "./migrations";
import { openPool } from "./pool";

const WITH_TLS = { ssl: "on", ssl_cert_file: "server.crt", ssl_key_file: "server.key", ssl_ca_file: "ca.crt" };
const [ANY, TLS_ONLY, NO_TLS_AT_ALL] = ["host all all all trust", "hostssl all all all trust", "hostnossl all all all trust"];

const certificateFiles = ({ certificate, key }: { certificate: string; key: string }, ca: string) => ({
  "server.crt": certificate,
  "server.key": key,
  "ca.crt": readFileSync(ca, "utf8"),
});

/** Returns whether the connection by this address is encrypted, or the operator's message why it failed. */
async function connectBy(url: string): Promise<boolean | string> {
  try {
    await checkDatabaseUrl(url);
    const client = new DatabaseClient(databaseConnection(url));
    await client.connect();
    const { rows } = await client.query("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
    await client.end();
    return rows[0].ssl;
  } catch (error) {
    return (error as Error).message;
  }
}

async function expectOutcomes(server: PostgresServer, outcomes: [string, boolean | RegExp][]) {
  for (const [address, outcome] of outcomes) {
    const url = `postgresql://postgres@${address.replace(/^([^/]+)/, `$1:${server.port}`)}`;
    const found = await connectBy(url);
    if (typeof outcome === "boolean") expect([address, found]).toEqual([address, outcome]);
    else {
      expect(found).toMatch(outcome);
      expect(found).toMatch(/^DATABASE_URL [^\n]+$/);
    }
  }
}

test("each sslmode behaves like libpq's, a certificate error is one line, and no warning is printed", async () => {
  const warnings = vi.spyOn(process, "emitWarning");
  onTestFinished(() => warnings.mockRestore());
  const authority = createAuthority();
  const stranger = createAuthority();
  const server = await startPostgres({
    settings: WITH_TLS,
    hba: [ANY],
    files: certificateFiles(authority.issue("localhost"), authority.certificate),
  });
  const client = authority.issue("postgres");
  const other = authority.issue("other");
  const locked = path.join(authority.folder, "locked.key");
  const broken = path.join(authority.folder, "broken.pem");
  writeFileSync(locked, encrypted(client.key));
  writeFileSync(broken, "-----BEGIN CERTIFICATE-----\nbm9uZQ==\n-----END CERTIFICATE-----\n");
  const [root, strange] = [`sslrootcert=${authority.certificate}`, `sslrootcert=${stranger.certificate}`];
  await expectOutcomes(server, [
    ["localhost/postgres", true],
    ["localhost/postgres?sslmode=disable", false],
    ["localhost/postgres?sslmode=allow", false],
    ["localhost/postgres?sslmode=prefer", true],
    [`localhost/postgres?sslmode=prefer&${strange}`, false],
    ["127.0.0.1/postgres?sslmode=require", true],
    ["127.0.0.1/postgres?ssl=true", true],
    ["127.0.0.1/postgres?sslmode=require&ssl_min_protocol_version=TLSv1.3", true],
    ["127.0.0.1/postgres?sslmode=require&sslnegotiation=direct", true],
    ["127.0.0.1/postgres?sslmode=require&hostaddr=127.0.0.1", true],
    ["other.example/postgres?sslmode=require&hostaddr=127.0.0.1", true],
    [`127.0.0.1/postgres?sslmode=require&${root}`, true],
    [`localhost/postgres?sslmode=require&${strange}`, /certificate is signed by an authority that is not trusted: .*sslrootcert=FILE$/],
    [`127.0.0.1/postgres?sslmode=verify-ca&${root}`, true],
    [`localhost/postgres?sslmode=verify-ca&${strange}`, /authority that is not trusted/],
    ["localhost/postgres?sslmode=verify-ca", /sslmode=verify-ca without sslrootcert=FILE/],
    [`localhost/postgres?sslmode=verify-full&${root}`, true],
    [`localhost/postgres?sslmode=verify-full&${root}&hostaddr=127.0.0.1`, true],
    [`127.0.0.1/postgres?sslmode=verify-full&${root}&hostaddr=127.0.0.1`, /127\.0\.0\.1:\d+, whose certificate is for another name: /],
    [`127.0.0.1/postgres?sslmode=verify-full&${root}`, /127\.0\.0\.1:\d+, whose certificate is for another name: /],
    [`other.example/postgres?sslmode=verify-full&${root}&hostaddr=127.0.0.1`, /whose certificate is for another name: /],
    ["localhost/postgres?sslmode=verify-full", /authority that is not trusted/],
    ["localhost/postgres?sslrootcert=system", /authority that is not trusted/],
    ["localhost/postgres?sslmode=require&sslrootcert=system", /sslrootcert=system, which needs sslmode=verify-full, not require$/],
    ["localhost/postgres?sslnegotiation=direct", /sslnegotiation=direct, which needs sslmode=require/],
    [
      "localhost/postgres?sslmode=require&sslrootcert=/nowhere/ca.pem",
      /names the file \/nowhere\/ca\.pem in sslrootcert, which does not exist$/,
    ],
    ["localhost/postgres?sslmode=require&sslrootcert=/tmp", /\/tmp in sslrootcert, which is a folder$/],
    [`localhost/postgres?sslmode=require&sslrootcert=${client.keyFile}`, /in sslrootcert, which is not in PEM form: .*BEGIN CERTIFICATE/],
    [`localhost/postgres?sslmode=require&sslrootcert=${broken}`, /in sslrootcert, which holds a damaged certificate$/],
    [`localhost/postgres?sslcert=${client.certificateFile}`, /sslcert without sslkey=FILE/],
    [`localhost/postgres?sslcert=${client.certificateFile}&sslkey=/nowhere/key`, /\/nowhere\/key in sslkey, which does not exist$/],
    [
      `localhost/postgres?sslcert=${client.certificateFile}&sslkey=${client.certificateFile}`,
      /in sslkey, which is not in PEM form: .*PRIVATE KEY/,
    ],
    [`localhost/postgres?sslcert=${client.certificateFile}&sslkey=${other.keyFile}`, /key .*, which does not belong to the certificate/],
    [`localhost/postgres?sslcert=${client.certificateFile}&sslkey=${locked}`, /key .*locked\.key, which sslpassword does not open$/],
    [`localhost/postgres?sslcert=${client.certificateFile}&sslkey=${locked}&sslpassword=wrong`, /which sslpassword does not open$/],
    [`localhost/postgres?sslcert=${client.certificateFile}&sslkey=${locked}&sslpassword=for-tests`, true],
  ]);
  expect(warnings).not.toHaveBeenCalled();
});

function encrypted(key: string): string {
  return createPrivateKey(key).export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "for-tests" }).toString();
}

test("what the server allows: TLS only, none at all, client certificates; an expired certificate; channel binding", async () => {
  const authority = createAuthority();
  const client = authority.issue("postgres");
  const root = `sslrootcert=${authority.certificate}`;
  const files = certificateFiles(authority.issue("localhost", { expired: true }), authority.certificate);
  const tlsOnly = await startPostgres({ settings: WITH_TLS, hba: [TLS_ONLY], files });
  await expectOutcomes(tlsOnly, [
    ["localhost/postgres", true],
    ["localhost/postgres?sslmode=allow", true],
    ["localhost/postgres?sslmode=disable", /takes this login over TLS only: set sslmode=require/],
    ["localhost/postgres?sslmode=require", true],
    [`localhost/postgres?sslmode=verify-full&${root}`, /whose certificate has expired: renew it/],
    [`localhost/postgres?sslmode=prefer&${root}`, /whose certificate has expired: renew it/],
    ["localhost/postgres?sslmode=require&channel_binding=require", /offers no channel binding/],
  ]);
  writeFileSync(
    path.join(tlsOnly.data, "pg_hba.conf"),
    "hostssl all grace all scram-sha-256\nhostssl all all all trust clientcert=verify-full\n",
  );
  await change(tlsOnly, `sslcert=${client.certificateFile}&sslkey=${client.keyFile}`, ["CREATE ROLE grace LOGIN PASSWORD 'pw'"]);
  await expectOutcomes(tlsOnly, [
    ["localhost/postgres", /asks for a client certificate: set sslcert and sslkey$/],
    [`localhost/postgres?sslcert=${client.certificateFile}&sslkey=${client.keyFile}`, true],
  ]);
  expect(await connectBy(`postgresql://grace:pw@localhost:${tlsOnly.port}/postgres?sslmode=require&channel_binding=require`)).toBe(true);
  expect(await connectBy(`postgresql://grace@localhost:${tlsOnly.port}/postgres`)).toMatch(/has no password for the user "grace"/);
  vi.stubEnv("PGPASSWORD", "pw");
  expect(await connectBy(`postgresql://grace@localhost:${tlsOnly.port}/postgres`)).toBe(true);
  vi.unstubAllEnvs();
  expect(await connectBy(`postgresql://grace:wrong@localhost:${tlsOnly.port}/postgres`)).toMatch(/wrong password for the user "grace"$/);
});

/** Reloads pg_hba.conf over a connection that the old one allows. */
async function change(server: PostgresServer, parameters: string, statements: string[]) {
  const client = new DatabaseClient(databaseConnection(`postgresql://postgres@localhost:${server.port}/postgres?${parameters}`));
  await client.connect();
  for (const sql of statements) await client.query(sql);
  await client.query("SELECT pg_reload_conf()");
  await client.end();
}

test("a server without TLS: used by prefer and allow, refused in one line by the others", async () => {
  const server = await startPostgres({ hba: [NO_TLS_AT_ALL] });
  await expectOutcomes(server, [
    ["localhost/postgres", false],
    ["localhost/postgres?sslmode=allow", false],
    ["localhost/postgres?sslmode=require", /which speaks no TLS: turn it on there, or set sslmode=prefer or disable$/],
    ["localhost/postgres?sslmode=verify-full", /which speaks no TLS/],
    ["localhost/postgres?sslmode=require&sslnegotiation=direct", /no TLS connection could be made|closes the connection/],
  ]);
  expect(await connectBy(`postgresql://nobody@localhost:${server.port}/postgres`)).toMatch(
    /"nobody" may not sign in \(role "nobody" does not exist\)$/,
  );
  const socket = `postgresql://postgres@/postgres?host=${server.data}&port=${server.port}`;
  expect(await connectBy(socket)).toBe(false);
  expect(await connectBy(`${socket}&sslmode=verify-full`)).toBe(false);
  for (const name of ["PGHOST", "PGPORT", "PGUSER", "PGDATABASE", "PGSSLMODE", "PGOPTIONS", "PGCLIENTENCODING", "PGSSLNEGOTIATION"])
    vi.stubEnv(name, "require");
  expect(await connectBy(`postgresql://postgres@localhost:${server.port}/postgres`)).toBe(false);
  vi.unstubAllEnvs();
});

test("of several servers each connection takes the first that takes writes, also after the roles have changed", async () => {
  const primary = await startPostgres({ hba: [ANY, "host replication all all trust"] });
  primary.stop();
  const conninfo = `host=127.0.0.1 port=${primary.port} user=postgres`;
  const standby = await startPostgres({
    copyOf: primary,
    hba: [ANY],
    settings: { primary_conninfo: conninfo, wal_retrieve_retry_interval: "100ms" },
  });
  primary.start();
  const gone = await startPostgres();
  gone.stop();
  const hosts = [gone, standby, primary].map(({ port }) => `127.0.0.1:${port}`).join(",");
  const pool = openPool(readDatabaseTarget(`postgresql://postgres@${hosts}/postgres`), "failover", 2);
  onTestFinished(() => pool.end());
  const portInUse = async () => (await pool.query("SELECT inet_server_port() AS port")).rows[0].port;
  expect(await portInUse()).toBe(primary.port);
  const url = `postgresql://postgres@${hosts}/postgres?sslmode=prefer`;
  await applyMigrations(url, process.cwd());
  const { db, disconnect } = connect(url, "failover", 2);
  onTestFinished(disconnect);
  const addUser = (name: string) => db.user.create({ data: { username: name, usernameKey: name, createdAt: new Date(0) } });
  await addUser("ada");
  expect(await probeDatabase(readDatabaseTarget(url))).toBeNull();
  for (const attrs of ["primary", "read-write"])
    expect(await connectBy(`postgresql://postgres@${hosts}/postgres?target_session_attrs=${attrs}`)).toBe(false);
  const only = `postgresql://postgres@127.0.0.1:${standby.port}/postgres`;
  expect(await connectBy(`${only}?target_session_attrs=read-write`)).toMatch(/accepts no changes/);

  const direct = new pg.Client({ connectionString: only });
  await direct.connect();
  const usersCopied = async () => (await direct.query("SELECT count(*)::int AS count FROM users")).rows[0].count;
  await expect.poll(() => usersCopied().catch(() => 0), { timeout: 15_000 }).toBe(1);
  primary.stop();
  await direct.query("SELECT pg_promote(true)");
  await direct.end();
  await expect.poll(() => portInUse().catch(() => null)).toBe(standby.port);
  await addUser("grace");
  expect(await db.user.count()).toBe(2);
  expect(await probeDatabase(readDatabaseTarget(url))).toBeNull();
});
