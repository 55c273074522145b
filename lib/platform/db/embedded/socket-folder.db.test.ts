import { spawn } from "node:child_process";
import { appendFile, chmod, chown, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { probeDatabase } from "@/lib/platform/db/check-connection";
import { connect } from "@/lib/platform/db/connect";
import { readDatabaseTarget } from "@/lib/platform/db/connection-settings";
import { classifyDatabaseError } from "@/lib/platform/db/errors";
import { applyMigrations } from "@/lib/platform/db/migrations";
import { schemaSql } from "@/scripts/schema-sql";
import { supervisorUrl } from "./cluster";
import { type EmbeddedDatabase, type EmbeddedOptions, openEmbeddedDatabase } from "./open-embedded-database";
import { findPostmaster, isAlive } from "./postmaster-file";

const PASSWORDS = { console: "p:a/s@s'w", superuser: "s%u/p?e&r" };
const SOCKET = ".s.PGSQL.5432";
const LONG = "a-name-of-forty-letters-in-a-long-path-".repeat(2);

let parent: string;
let opened: EmbeddedDatabase[];
beforeEach(async () => {
  parent = await mkdtemp(path.join(tmpdir(), "latchkey-embedded-"));
  await chmod(parent, 0o711);
  opened = [];
});
afterEach(async () => {
  for (const database of opened) await database.close();
  await rm(parent, { recursive: true, force: true });
});

async function open(changes: Partial<EmbeddedOptions> = {}): Promise<EmbeddedDatabase> {
  const dataDir = path.join(parent, "data");
  const database = await openEmbeddedDatabase({ dataDir, passwords: PASSWORDS, role: "server", say: () => {}, ...changes });
  opened.push(database);
  return database;
}

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(sql).finally(() => client.end());
  return Object.values(rows[0] ?? {})[0];
}

const postmasterOf = async (dataDir: string) => (await findPostmaster(path.join(dataDir, "postgres")))?.pid ?? 0;

/** Inodes of the sockets of process `pid`. */
async function socketsOf(pid: number): Promise<string[]> {
  const folder = `/proc/${pid}/fd`;
  const links = await Promise.all((await readdir(folder)).map((name) => readlink(path.join(folder, name)).catch(() => "")));
  return links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
}

test("D1: the database has one socket, in a folder of mode 0700, and no TCP port", async () => {
  const { server, url } = await open();
  const folder = await stat(server.host);
  expect([folder.mode & 0o777, (await stat(path.join(server.host, SOCKET))).mode & 0o777]).toEqual([0o700, 0o700]);
  expect(await ask(url, "SELECT current_setting('listen_addresses')")).toBe("");
  const inodes = await socketsOf(await postmasterOf(path.join(parent, "data")));
  const tcp = (await readFile("/proc/net/tcp", "utf8")) + (await readFile("/proc/net/tcp6", "utf8"));
  expect(inodes.length).toBeGreaterThan(0);
  for (const inode of inodes) expect(tcp).not.toContain(` ${inode} `);
});

test.each([
  ["a space, a comma and a quote", 'my data, "new"'],
  ["a percent sign and a question mark", "100%25?a=b&c#d"],
  ["letters of another script", "данные-データ"],
  ["more bytes than a socket's path may have", LONG],
])("a DATA_DIR with %s: driver, Prisma, migrations and the command line connect", async (_, name) => {
  const dataDir = path.join(parent, name);
  const { url, server } = await open({ dataDir });
  expect((await stat(server.host)).mode & 0o777).toBe(0o700);
  expect((await applyMigrations(url, process.cwd())).length).toBeGreaterThan(0);
  expect(await schemaSql(url, await readFile("prisma/schema.prisma", "utf8"))).toContain("CREATE TABLE");
  const { db, disconnect } = connect(url, "latchkey-test", 2);
  onTestFinished(disconnect);
  expect(await db.user.count()).toBe(0);
  expect(await db.$queryRaw`SELECT 1 AS one`).toEqual([{ one: 1 }]);
  expect(await open({ dataDir, role: "admin" })).toMatchObject({ sharedWithServer: true, url });
});

test("a folder for a long path is reused after a kill, and removed after an orderly end", async () => {
  const dataDir = path.join(parent, LONG);
  const first = await open({ dataDir });
  const { host } = first.server;
  expect(path.dirname(host)).toBe("/tmp");
  const pid = await postmasterOf(dataDir);
  process.kill(pid, "SIGKILL");
  // The supervisor restarts it at the same address.
  await vi.waitFor(async () => expect([0, pid]).not.toContain(await postmasterOf(dataDir)), { timeout: 20_000 });
  await vi.waitFor(async () => expect(await ask(first.url, "SELECT 1")).toBe(1), { timeout: 20_000 });
  await first.close();
  await expect(stat(host)).rejects.toThrow(/ENOENT/);
});

/** Socket folders without a socket: those of other processes are empty only briefly. */
async function emptyFolders(): Promise<string[]> {
  const folders = (await readdir("/tmp")).filter((name) => name.startsWith("latchkey-socket-")).map((name) => path.join("/tmp", name));
  const contents = await Promise.all(folders.map((folder) => readdir(folder).catch(() => ["gone"])));
  return folders.filter((_, index) => contents[index]?.length === 0);
}

test.each([
  ["has been lost", { isNew: false }, "", /no longer holds the database/],
  ["does not start", {}, "no_such_setting = on\n", /does not start/],
])("a folder for a long path is removed when the database %s", async (_, changes, setting, problem) => {
  const dataDir = path.join(parent, LONG);
  if (setting) {
    await (await open({ dataDir })).close();
    await appendFile(path.join(dataDir, "postgres", "postgresql.conf"), setting);
  }
  const before = await emptyFolders();
  await expect(open({ dataDir, ...changes })).rejects.toThrow(problem);
  const left = async () => (await emptyFolders()).filter((folder) => !before.includes(folder));
  await expect.poll(left, { timeout: 5_000 }).toEqual([]);
});

test.each([
  ["a link to another place", async (planted: string) => symlink(parent, planted)],
  ["a folder that others may enter", async (planted: string) => mkdir(planted, { mode: 0o777 }).then(() => chmod(planted, 0o777))],
  ["a folder of another user", async (planted: string) => mkdir(planted, { mode: 0o700 }).then(() => chown(planted, 12_345, 12_345))],
])("D3: %s at the path of the last socket folder is not used", async (_, plant) => {
  const dataDir = path.join(parent, LONG);
  await (await open({ dataDir })).close();
  const planted = path.join("/tmp", `latchkey-socket-planted-${process.pid}`);
  onTestFinished(() => rm(planted, { recursive: true, force: true }));
  await plant(planted);
  // As a killed server leaves it.
  await writeFile(path.join(dataDir, "postgres", "postmaster.pid"), `4194305\n/x\n1700000000\n5432\n${planted}\n\n1 2\nready   \n`);
  const again = await open({ dataDir });
  expect(again.server.host).not.toBe(planted);
  expect(await ask(again.url, "SELECT 1")).toBe(1);
});

test("D4: a socket and a lock file of a dead server, whose process id another program has now, do not delay a start", async () => {
  const dataDir = path.join(parent, "data");
  const first = await open();
  const { host } = first.server;
  await first.close();
  // PostgreSQL takes a process of its own user for a server, but none of another user.
  const other = spawn("cat", { ...first.user, stdio: ["pipe", "ignore", "ignore"] });
  onTestFinished(() => void other.kill());
  const files = { [SOCKET]: "", [`${SOCKET}.lock`]: `${other.pid}\n/x\n1700000000\n5432\n${host}\n` };
  for (const [name, text] of Object.entries({ ...files, "postmaster.pid": `${files[`${SOCKET}.lock`]}\n1 2\nready   \n` })) {
    await writeFile(path.join(host, name), text);
    await chmod(path.join(host, name), 0o644);
  }
  const again = await open();
  expect(await ask(again.url, "SELECT 1")).toBe(1);
  expect(isAlive(await postmasterOf(dataDir))).toBe(true);
});

test("D2: each role is refused with the password of the other", async () => {
  const { url } = await open();
  for (const [username, password] of [
    ["postgres", PASSWORDS.console],
    ["postgres", ""],
    ["latchkey", PASSWORDS.superuser],
  ]) {
    const other = Object.assign(new URL(url), { username, password: encodeURIComponent(password ?? "") });
    await expect(ask(other.href, "SELECT 1")).rejects.toThrow(/password/i);
  }
});

test("D2: a superuser with the console's password gets its own at the next start, and the data stays", async () => {
  const shared = { console: PASSWORDS.console, superuser: PASSWORDS.console };
  const old = await open({ passwords: shared });
  await ask(old.url, "CREATE TABLE kept ()");
  // A command of the new version does not break a running server of the old one.
  await open({ role: "admin" });
  expect(await ask(supervisorUrl(old.server, shared.superuser), "SELECT 1")).toBe(1);
  await old.close();

  const now = await open();
  expect(await ask(now.url, "SELECT to_regclass('kept')::text")).toBe("kept");
  await expect(ask(supervisorUrl(now.server, PASSWORDS.console), "SELECT 1")).rejects.toThrow(/password/);
  expect(await ask(supervisorUrl(now.server, PASSWORDS.superuser), "SELECT 1")).toBe(1);
  await now.close();
  expect(await ask((await open()).url, "SELECT 1")).toBe(1);
});

test("D7: with every connection of the console's role in use, the supervisor still connects and the error names the cause", async () => {
  const { url, server } = await open();
  const taken: pg.Client[] = [];
  onTestFinished(async () => void (await Promise.all(taken.map((client) => client.end()))));
  const refusal = await (async () => {
    for (;;) {
      const client = new pg.Client({ connectionString: url });
      client.on("error", () => {});
      try {
        await client.connect();
      } catch (error) {
        return error;
      }
      taken.push(client);
    }
  })();
  expect(refusal).toMatchObject({ code: "53300" });
  expect(await ask(supervisorUrl(server, PASSWORDS.superuser), "SELECT 1")).toBe(1);
  expect(await open({ role: "admin" })).toMatchObject({ sharedWithServer: true });
});

test("a missing socket, or one without a server, is an outage with its reason", async () => {
  const { url, server, close } = await open();
  const { db, disconnect } = connect(url, "latchkey-test", 1);
  onTestFinished(disconnect);
  const failure = () => db.$queryRaw`SELECT 1`.then(() => null, classifyDatabaseError);
  expect([await failure(), await probeDatabase(readDatabaseTarget(url))]).toEqual([null, null]);
  await close();
  expect([await failure(), await probeDatabase(readDatabaseTarget(url))]).toEqual([
    "unreachable",
    expect.stringContaining(`socket in ${server.host}`),
  ]);
  await writeFile(path.join(server.host, SOCKET), "");
  expect([await failure(), await probeDatabase(readDatabaseTarget(url))]).toEqual([
    "unreachable",
    expect.stringContaining("connection refused"),
  ]);
});

test("D5: a supervisor stopped together with its database does not restart it", async () => {
  const stopping = new AbortController();
  const said: string[] = [];
  const { close } = await open({ stopping: stopping.signal, say: (line) => said.push(line) });
  const pid = await postmasterOf(path.join(parent, "data"));
  process.kill(pid, "SIGTERM");
  for (const child of (await readFile(`/proc/${pid}/task/${pid}/children`, "utf8")).split(" ").filter(Boolean)) {
    process.kill(Number(child), "SIGTERM");
  }
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000 });
  stopping.abort();
  await close();
  expect(await postmasterOf(path.join(parent, "data"))).toBe(0);
  expect(said.filter((line) => line.includes("starting it again"))).toEqual([]);
});
