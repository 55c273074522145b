import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { supervisorUrl } from "./cluster";
import { type EmbeddedOptions, openEmbeddedDatabase } from "./open-embedded-database";
import { findPostmaster } from "./postmaster-file";

const PASSWORDS = { console: "p:a/s@s'w", superuser: "s%u/p?e&r" };

let parent: string;
let said: string[];
let options: EmbeddedOptions;

beforeEach(async () => {
  parent = await mkdtemp(path.join(tmpdir(), "latchkey-embedded-"));
  await chmod(parent, 0o711);
  said = [];
  options = { dataDir: path.join(parent, "data"), passwords: PASSWORDS, role: "server", say: (line) => said.push(line) };
});
afterEach(() => rm(parent, { recursive: true, force: true }));

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(sql).finally(() => client.end());
  return Object.values(rows[0] ?? {})[0];
}

test("creates the cluster once and connects as a non-superuser", async () => {
  const first = await openEmbeddedDatabase(options);
  await ask(first.url, "CREATE TABLE kept ()");
  expect(await ask(first.url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user")).toBe(false);
  expect(await ask(first.url, "SELECT inet_server_addr()")).toBeNull();
  await first.close();
  expect(await findPostmaster(path.join(options.dataDir, "postgres"))).toBeNull();
  const second = await openEmbeddedDatabase(options);
  expect(await ask(second.url, "SELECT to_regclass('kept')::text")).toBe("kept");
  await second.close();
  expect(said).toEqual(["Creating the database …"]);
});

test("of two concurrent first starts one holds the database, the other is refused, and no files are left over", async () => {
  const results = await Promise.allSettled([openEmbeddedDatabase(options), openEmbeddedDatabase(options)]);
  const opened = results.filter((result) => result.status === "fulfilled");
  expect(opened).toHaveLength(1);
  expect(await ask(opened[0]?.value.url ?? "", "SELECT 1")).toBe(1);
  await opened[0]?.value.close();
  expect((await readdir(options.dataDir)).sort()).toEqual(["postgres", "postgres.log"]);
});

test("the command line shares the database of a server and leaves it running", async () => {
  const server = await openEmbeddedDatabase(options);
  const admin = await openEmbeddedDatabase({ ...options, role: "admin" });
  expect(admin).toMatchObject({ sharedWithServer: true, url: server.url });
  await admin.close();
  expect(await ask(server.url, "SELECT 1")).toBe(1);
  await server.close();
});

test("D10: a command, or a server, waits until another command has closed the database, unless it is interrupted", async () => {
  const command = { ...options, role: "admin" } as const;
  const first = await openEmbeddedDatabase(command);
  const interrupted = new AbortController();
  const waiting = openEmbeddedDatabase({ ...command, stopping: interrupted.signal });
  interrupted.abort(new Error("interrupted"));
  await expect(waiting).rejects.toThrow();
  expect(await ask(first.url, "SELECT 1")).toBe(1);
  const order: string[] = [];
  const others = [command, command].map(async (each) => {
    const database = await openEmbeddedDatabase(each);
    order.push("another is opened");
    expect(await ask(database.url, "SELECT 1")).toBe(1);
    await database.close();
  });
  order.push("the first is closed");
  await first.close();
  await Promise.all(others);
  expect(order).toEqual(["the first is closed", "another is opened", "another is opened"]);
  const last = await openEmbeddedDatabase(command);
  const server = openEmbeddedDatabase(options);
  await last.close();
  await (await server).close();
  expect(await findPostmaster(path.join(options.dataDir, "postgres"))).toBeNull();
});

test("a database lost after the first start is an error, and no process is left running", async () => {
  const first = await openEmbeddedDatabase(options);
  await ask(supervisorUrl(first.server, PASSWORDS.superuser), "DROP DATABASE latchkey");
  await first.close();
  await expect(openEmbeddedDatabase({ ...options, isNew: false })).rejects.toThrow(/no longer holds the database "latchkey"/);
  expect(await findPostmaster(path.join(options.dataDir, "postgres"))).toBeNull();
  const again = await openEmbeddedDatabase({ ...options, isNew: true });
  await again.close();
});

const WRONG = { console: "wrong", superuser: "wrong too" };

test("the command line shares the database of a server whose folder that server's user cannot reach", async () => {
  const server = await openEmbeddedDatabase(options);
  await chmod(parent, 0o700);
  const admin = await openEmbeddedDatabase({ ...options, role: "admin" });
  expect(await ask(admin.url, "SELECT 1")).toBe(1);
  await chmod(parent, 0o711);
  await server.close();
});

test("a wrong password is an error at once, and leaves no process running", async () => {
  const server = await openEmbeddedDatabase(options);
  await expect(openEmbeddedDatabase({ ...options, passwords: WRONG, role: "admin" })).rejects.toThrow(/superuser-password/);
  await server.close();
  await expect(openEmbeddedDatabase({ ...options, passwords: WRONG })).rejects.toThrow(/superuser-password/);
  expect(await findPostmaster(path.join(options.dataDir, "postgres"))).toBeNull();
});

const HELD = "SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND granted";

test("a database killed while the command line opens it is restarted, and the command succeeds", async () => {
  const server = await openEmbeddedDatabase(options);
  for (let round = 0; round < 5; round++) {
    const postmaster = await findPostmaster(path.join(options.dataDir, "postgres"));
    process.kill(postmaster?.pid ?? 0, "SIGKILL");
    const admin = await openEmbeddedDatabase({ ...options, role: "admin" });
    expect(await ask(admin.url, "SELECT 1")).toBe(1);
    await admin.close();
    await vi.waitFor(async () => expect(await ask(server.url, HELD)).toBe(1), { timeout: 15_000 });
  }
  await server.close();
});

test("a close during a restart leaves no process running", async () => {
  const folder = path.join(options.dataDir, "postgres");
  const server = await openEmbeddedDatabase(options);
  const killed = (await findPostmaster(folder))?.pid ?? 0;
  process.kill(killed, "SIGKILL");
  const startsAgain = async () => expect([undefined, killed]).not.toContain((await findPostmaster(folder))?.pid);
  await vi.waitFor(startsAgain, { timeout: 20_000, interval: 1 });
  await server.close();
  expect(await findPostmaster(folder)).toBeNull();
});
