import { execFileSync } from "node:child_process";
import { chmod, chown, mkdir, stat } from "node:fs/promises";
import path from "node:path";
import { expect, inject, test } from "vitest";
import { databaseFolder, processesOn, startConsole } from "./console";
import { newDataDir } from "./data-dir";

const asRoot = test.runIf(process.getuid?.() === 0);
const id = (flag: string, name: string) => Number(execFileSync("id", [flag, name], { encoding: "utf8" }));

asRoot("root, in a folder that the database's user may not enter: the database goes elsewhere, as one line says", async () => {
  const dataDir = await newDataDir(0o700);
  await chmod(inject("checkout"), 0o700);
  try {
    const first = await startConsole({ dataDir });
    await first.ready();
    expect(first.output()).toMatch(/may not enter .*: the database is kept in \/var\/lib\/latchkey\//);
    expect((await stat(databaseFolder(dataDir))).uid).toBe(id("-u", "postgres"));
    first.npm.kill("SIGTERM");
    expect(await first.ended).toBe(0);
    const second = await startConsole({ dataDir });
    await second.ready();
    expect(second.output()).not.toMatch(/Creating|may not enter/);
  } finally {
    await chmod(inject("checkout"), 0o755);
  }
});

asRoot("an ordinary user runs everything as that user", async () => {
  const name = "latchkey-test-user";
  execFileSync("sh", ["-c", `id ${name} 2>/dev/null || useradd --no-create-home ${name}`]);
  const [uid, gid] = [id("-u", name), id("-g", name)];
  const dataDir = await newDataDir();
  await mkdir(dataDir, { mode: 0o700 });
  await chown(dataDir, uid, gid);
  try {
    const console = await startConsole({ dataDir, uid, gid, env: { HOME: dataDir, npm_config_cache: path.join(dataDir, "npm") } });
    await console.ready();
    expect((await stat(path.join(dataDir, "postgres"))).uid).toBe(uid);
    expect((await stat(path.join(dataDir, "secrets.json"))).mode & 0o777).toBe(0o600);
    console.npm.kill("SIGTERM");
    expect(await console.ended).toBe(0);
    expect(await processesOn(dataDir)).toEqual([]);
  } finally {
    execFileSync("userdel", [name]);
  }
});
