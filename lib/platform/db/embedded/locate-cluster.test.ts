import { existsSync } from "node:fs";
import { chmod, chown, mkdir, mkdtemp, readdir, realpath, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { copyPrograms, findCluster, prepareCluster, prepareDataDir, sharedFolderFor } from "./locate-cluster";
import { stopPostmaster } from "./postmaster";
import { findPostmaster, isAlive, namesDataFolder, parsePostmasterFile, removeMisleadingFiles } from "./postmaster-file";

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), "latchkey-placement-")));
});
afterEach(() => rm(folder, { recursive: true }));

test("a new data folder can be listed by its owner alone", async () => {
  const home = await prepareDataDir(path.join(folder, "a", "data"));
  expect((await stat(home)).mode & 0o066).toBe(0);
});

test.each([0o000, 0o027, 0o077, 0o777])("under the umask %o new folders have the same modes", async (mask) => {
  const before = process.umask(mask);
  const home = await prepareDataDir(path.join(folder, "a", "data")).finally(() => process.umask(before));
  const expected = process.getuid?.() === 0 ? 0o711 : 0o700;
  expect([(await stat(home)).mode & 0o777, (await stat(path.dirname(home))).mode & 0o777]).toEqual([expected, expected]);
});

test("an impossible data folder fails with one line naming DATA_DIR", async () => {
  await writeFile(path.join(folder, "file"), "");
  await expect(prepareDataDir(path.join(folder, "file", "data"))).rejects.toThrow(/^DATA_DIR .*EEXIST/);
  await expect(prepareDataDir("/proc/latchkey/data")).rejects.toThrow(/^DATA_DIR .*ENOENT/);
});

test("the database is where the pointer says, else in the data folder", async () => {
  expect(await findCluster(folder)).toBeNull();
  const elsewhere = await mkdtemp(path.join(folder, "elsewhere-"));
  await writeFile(path.join(elsewhere, "PG_VERSION"), "18");
  await writeFile(path.join(folder, "postgres-folder"), `${elsewhere}\n`);
  expect(await findCluster(folder)).toBe(elsewhere);
});

test.runIf(process.getuid?.() === 0)(
  "below closed folders a start names each of them, and says of DATA_DIR only what it has changed",
  async () => {
    const outer = path.join(folder, "outer");
    const home = path.join(outer, "open", "data");
    const place = { home, folder: path.join(home, "postgres"), user: { uid: 54_321, gid: 54_321 } };
    await mkdir(place.folder, { recursive: true, mode: 0o755 });
    await writeFile(path.join(place.folder, "PG_VERSION"), "18");
    for (const each of [place.folder, path.join(place.folder, "PG_VERSION")]) await chown(each, 54_321, 54_321);
    await chmod(place.folder, 0o700);
    await chmod(home, 0o700);
    await chmod(outer, 0o750);
    const said: string[] = [];
    const start = () => prepareCluster(place, (line) => said.push(line));
    await expect(start()).rejects.toThrow(`who runs it and may not enter every folder above: chmod o+x ${folder} ${outer}`);
    expect(said).toEqual([`${home} was closed to the user who runs the database (user id 54321): it has mode 0711 now`]);
    await expect(start()).rejects.toThrow("may not enter every folder");
    expect(said, "once").toHaveLength(1);
  },
);

test("each data folder has its own location under /var/lib", () => {
  expect(sharedFolderFor("/srv/a")).toMatch(/^\/var\/lib\/latchkey\/[0-9a-f]{12}$/);
  expect(sharedFolderFor("/srv/a")).not.toBe(sharedFolderFor("/srv/b"));
});

/** Above the largest process id there can be. */
const NO_PROCESS = 2 ** 22 + 1;
const pidFile = (pid: number) => `${pid}\n/data\n1700000000\n5433\n\n127.0.0.1\n123 456\nready   \n`;

test("postmaster.pid is read for process, port and readiness; an incomplete one is ignored", () => {
  expect(parsePostmasterFile(pidFile(42))).toEqual({ pid: 42, startedAt: 1_700_000_000, host: "127.0.0.1", port: 5433, ready: true });
  expect(parsePostmasterFile("42\n/data\n1700000000\n5432\n/data/s\n\n1 2\nready   \n")?.host).toBe("/data/s");
  expect(parsePostmasterFile("42\n/data\n1700000000\n5433\n\n127.0.0.1\n123 456\nstarting\n")?.ready).toBe(false);
  expect(parsePostmasterFile("42\n/data\n")).toBeNull();
  expect(parsePostmasterFile("")).toBeNull();
});

test("reading removes no lock file, which may belong to a server that is starting", async () => {
  await writeFile(path.join(folder, "postmaster.pid"), pidFile(process.pid));
  expect(await findPostmaster(folder)).toBeNull();
  expect(await readdir(folder)).toEqual(["postmaster.pid"]);
});

test("before a start, a lock file that names another user's process is removed, one of a dead process is left to PostgreSQL", async () => {
  await writeFile(path.join(folder, "postmaster.pid"), pidFile(NO_PROCESS));
  await removeMisleadingFiles(folder, folder);
  expect(await readdir(folder)).toEqual(["postmaster.pid"]);
  await writeFile(path.join(folder, "postmaster.pid"), pidFile(process.pid));
  await removeMisleadingFiles(folder, folder);
  expect(await readdir(folder)).toEqual([]);
});

test("a running process is alive, and number 0 is no process", () => {
  expect(isAlive(process.pid)).toBe(true);
  expect(isAlive(0)).toBe(false);
});

test.each([
  ["/bin/postgres -D /data/postgres -c port=5432", true],
  ["/bin/postgres -D /data/postgres", true],
  ["/bin/postgres -D /data/postgres2 -c port=5432", false],
  ["/bin/postgres -D /data/postgres/old -c port=5432", false],
  ["/data/postgres/bin/other -c port=5432", false],
  ["", false],
])("%j names the data folder: %s", (commandLine, expected) => {
  expect(namesDataFolder(commandLine, "/data/postgres")).toBe(expected);
});

test("a server that has ended meanwhile counts as stopped", async () => {
  await stopPostmaster(NO_PROCESS, () => false);
});

test("commands that copy the programs at the same time leave one complete copy", async () => {
  const [binaries, copy] = ["source", "programs-18"].map((name) => path.join(folder, name)) as [string, string];
  await mkdir(path.join(binaries, "bin"), { recursive: true });
  for (let index = 0; index < 50; index++) await writeFile(path.join(binaries, "bin", `program-${index}`), String(index));
  await mkdir(`${copy}.copying-${NO_PROCESS}-abandoned`);
  const isUsable = () => existsSync(copy);
  await Promise.all(Array.from({ length: 4 }, () => copyPrograms(binaries, copy, isUsable)));
  expect(await readdir(path.join(copy, "bin"))).toHaveLength(50);
  expect((await readdir(folder)).sort()).toEqual(["programs-18", "source"]);
});
