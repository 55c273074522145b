import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { allowNewCluster, assertClusterNotLost, markClusterCreated } from "./locate-cluster";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), "latchkey-lost-"));
});
afterEach(() => rm(home, { recursive: true }));

const write = (name: string, text = "") => writeFile(path.join(home, name), text);
const refusal = () => allowNewCluster(home).then(() => null, String);

async function makeCluster(folder = path.join(home, "postgres")): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "PG_VERSION"), "18");
}

test("allows a first start, and the continuation of an interrupted one", async () => {
  expect(await allowNewCluster(home)).toEqual({ isNew: true });
  await write("secrets.json");
  await write("postgres-folder", path.join(home, "elsewhere"));
  expect(await allowNewCluster(home)).toEqual({ isNew: true });
  await makeCluster(path.join(home, "elsewhere"));
  expect(await allowNewCluster(home)).toEqual({ isNew: true });
});

test("allows an existing database, and leaves no mark", async () => {
  await allowNewCluster(home);
  await write("secrets.json");
  await makeCluster();
  await markClusterCreated(home);
  expect(await allowNewCluster(home)).toEqual({ isNew: false });
  expect((await readdir(home)).sort()).toEqual(["postgres", "secrets.json"]);
});

test.each(["secrets.json", "superuser-password", "postgres-folder"])("refuses a new database beside %s, and names both", async (name) => {
  await write(name, name === "postgres-folder" ? "/var/lib/latchkey/gone/postgres\n" : "");
  const folder = name === "postgres-folder" ? "/var/lib/latchkey/gone/postgres" : path.join(home, "postgres");
  expect(await refusal()).toMatch(`The database in ${folder} is gone, but ${path.join(home, name)} proves that there was one`);
  expect(await readdir(home)).toEqual([name]);
});

test("refuses when the folder of the database is empty, or holds other files", async () => {
  await write("secrets.json");
  await mkdir(path.join(home, "postgres/lost+found"), { recursive: true });
  expect(await refusal()).toContain("is its disk mounted?");
});

test("refuses a database that was lost after a complete first start", async () => {
  await allowNewCluster(home);
  await write("secrets.json");
  await makeCluster();
  await markClusterCreated(home);
  await rm(path.join(home, "postgres"), { recursive: true });
  await expect(assertClusterNotLost(home)).rejects.toThrow(/is gone/);
});
