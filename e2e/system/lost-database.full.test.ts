import { existsSync } from "node:fs";
import { readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { databaseFolder, ownLines, startApp } from "../support/app";
import { admin } from "../support/command-line";
import { newDataDir } from "../support/data-dir";
import { waitFor } from "../support/wait-for";

/** The one line of a refused start. */
async function refusal(dataDir: string): Promise<string> {
  const app = await startApp({ dataDir });
  expect(await app.ended).toBe(1);
  expect(ownLines(app)).toHaveLength(1);
  return ownLines(app)[0] ?? "";
}

test("a lost database is not created again by start or command line; once restored it is used", async () => {
  const dataDir = await newDataDir();
  const password = "correct horse battery\n";
  expect(await admin(dataDir, ["create-user", "--username", "root", "--admin", "--password-stdin"], password)).toMatchObject({ code: 0 });
  const folder = databaseFolder(dataDir);
  await rename(folder, `${folder}.away`);
  const before = await readdir(dataDir);
  expect(await refusal(dataDir)).toMatch(`The database in ${folder} is gone, but ${path.join(dataDir, "secrets.json")}`);
  for (const verb of [["list-users"], ["create-user", "--username", "eve", "--password-stdin"]]) {
    expect(await admin(dataDir, verb, password)).toMatchObject({ code: 1, errorLines: [expect.stringContaining("is gone")] });
  }
  expect(await readdir(dataDir)).toEqual(before);
  await rename(`${folder}.away`, folder);
  expect((await admin(dataDir, ["list-users"])).out).toContain("root");
  await rm(folder, { recursive: true });
  await writeFile(path.join(dataDir, "postgres-folder"), "/var/lib/latchkey/nowhere/postgres\n");
  expect(await refusal(dataDir)).toMatch("The database in /var/lib/latchkey/nowhere/postgres is gone");
});

test("a first start that is killed while it makes the database is finished by the next one", async () => {
  const dataDir = await newDataDir();
  const first = await startApp({ dataDir });
  await waitFor("the secrets", async () => existsSync(path.join(dataDir, "secrets.json")));
  process.kill(-(first.npm.pid ?? 0), "SIGKILL");
  await first.ended;
  await rm(databaseFolder(dataDir), { recursive: true, force: true });
  expect(
    await admin(dataDir, ["create-user", "--username", "root", "--admin", "--password-stdin"], "correct horse battery\n"),
  ).toMatchObject({
    code: 0,
  });
  expect(await readdir(dataDir)).not.toContain("first-start-unfinished");
});
