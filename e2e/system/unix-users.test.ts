import { execFileSync } from "node:child_process";
import { chmod, chown, mkdir, readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { expect, inject, onTestFinished, test } from "vitest";
import { databaseFolder, isReady, ownLines, pidOf, processesOn, type StartedApp, startApp, startReadyApp } from "../support/app";
import { admin } from "../support/command-line";
import { newDataDir } from "../support/data-dir";
import { waitFor } from "../support/wait-for";

const asRoot = test.runIf(process.getuid?.() === 0);
const id = (flag: string, name: string) => Number(execFileSync("id", [flag, name], { encoding: "utf8" }));
const LAUNCHER = "launch.mjs start";
const POSTGRES = "bin/postgres";

/** What the kernel says of the users, groups and capabilities of all threads of a process, each different value once. */
async function rightsOf(pid: number): Promise<Record<string, string[]>> {
  const threads = await readdir(`/proc/${pid}/task`);
  const texts = await Promise.all(threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/status`, "utf8").catch(() => "")));
  const valuesOf = (name: string) => texts.flatMap((text) => new RegExp(`^${name}:[ \\t]*(.*?)[ \\t]*$`, "m").exec(text)?.[1] ?? []);
  return Object.fromEntries(["Uid", "Gid", "Groups", "CapPrm", "CapEff"].map((name) => [name, [...new Set(valuesOf(name))]]));
}

async function stop(app: StartedApp): Promise<void> {
  expect(await app.stop()).toBe(0);
}

/** An ordinary Unix user of this name, removed after the test. */
function addUser(name: string): { uid: number; gid: number } {
  execFileSync("sh", ["-c", `id ${name} 2>/dev/null || useradd --no-create-home ${name}`]);
  onTestFinished(() => void execFileSync("userdel", [name]));
  return { uid: id("-u", name), gid: id("-g", name) };
}

asRoot("root, in a folder that the database's user may not enter: the database goes elsewhere, as one line says", async () => {
  const dataDir = await newDataDir(0o700);
  await chmod(inject("checkout"), 0o700);
  try {
    const first = await startReadyApp({ dataDir, umask: "027" });
    expect(first.output()).toMatch(/may not enter .*: the database is kept in \/var\/lib\/latchkey\//);
    expect(first.output(), "D8").toMatch(/^Warning: Latchkey stays root, as user id \d+ may not read .*: chmod -R go\+rX .*$/m);
    expect((await stat(databaseFolder(dataDir))).uid).toBe(id("-u", "latchkey"));
    await stop(first);
    const second = await startReadyApp({ dataDir });
    expect(second.output()).not.toMatch(/Creating|may not enter/);
  } finally {
    await chmod(inject("checkout"), 0o755);
  }
});

asRoot("D8: started as root under the umask 077, no thread serves as root, and a killed database comes back", async () => {
  const [dataDir, umask] = [await newDataDir(), "077"];
  const first = await startReadyApp({ dataDir, umask });
  const [uid, gid] = [id("-u", "latchkey"), id("-g", "latchkey")];
  await waitFor("the user to be changed", async () => (await rightsOf(await pidOf(dataDir, LAUNCHER))).Uid?.[0] !== "0\t0\t0\t0");
  const none = "0".repeat(16);
  expect(await rightsOf(await pidOf(dataDir, LAUNCHER))).toEqual({
    Uid: [Array(4).fill(uid).join("\t")],
    Gid: [Array(4).fill(gid).join("\t")],
    Groups: [""],
    CapPrm: [none],
    CapEff: [none],
  });
  // The icon is rendered once, and no user but root could keep it in the checkout.
  for (const path of ["/login", "/icon.svg"]) expect((await fetch(`${first.url}${path}`)).status).toBe(200);
  const killed = await pidOf(dataDir, POSTGRES);
  process.kill(killed, "SIGKILL");
  await waitFor("the database to be back", async () => first.output().includes("starting it again") && (await isReady(first.url)));
  expect((await stat(path.join(dataDir, "secrets.json"))).uid).toBe(0);
  expect((await admin(dataDir, ["list-users", "--json"])).code).toBe(0);
  await stop(first);
  expect(first.output()).not.toMatch(/Warning(?!: Node\.js)|EACCES|EPERM/);
  expect(await processesOn(dataDir)).toEqual([]);
  expect((await admin(dataDir, ["rotate-keys", "--new-key"])).code).toBe(0);
  const second = await startReadyApp({ dataDir, umask });
  await stop(second);
});

asRoot("D6: a folder that was copied back as root, open to every user, is mended and opens", async () => {
  const [dataDir, copy] = [await newDataDir(), await newDataDir()];
  expect((await admin(dataDir, ["create-user", "--username", "ada", "--password", "correct horse battery"])).code).toBe(0);
  execFileSync("cp", ["-r", dataDir, copy]);
  execFileSync("chmod", ["-R", "a+rX", copy]);
  const listed = await admin(copy, ["list-users", "--json"]);
  expect(JSON.parse(listed.out).users).toEqual([expect.objectContaining({ username: "ada" })]);
  expect(listed.errorLines).toEqual([
    expect.stringMatching(/^Warning: other users could read .*secrets\.json; it has mode 0600 again$/),
    expect.stringMatching(/^Warning: other users could read .*superuser-password; it has mode 0600 again$/),
    expect.stringMatching(/^The database in .* belonged to root: it belongs to user id \d+ now, who runs it$/),
    expect.stringMatching(/^The database in .* was open to other users: its folder has mode 0700 again$/),
  ]);
  expect((await admin(copy, ["list-users"])).errorLines).toEqual([]);
  await chown(path.join(copy, "postgres"), 54_321, 54_321);
  expect(await admin(copy, ["list-users"])).toMatchObject({
    code: 1,
    errorLines: [expect.stringMatching(/holds \S+ of another user: chown -R 54321 /)],
  });
});

asRoot("an ordinary user runs everything as that user", async () => {
  const { uid, gid } = addUser("latchkey-test-user");
  const dataDir = await newDataDir();
  await mkdir(dataDir, { mode: 0o700 });
  await chown(dataDir, uid, gid);
  const app = await startReadyApp({ dataDir, uid, gid, env: { HOME: dataDir, npm_config_cache: path.join(dataDir, "npm") } });
  expect((await stat(path.join(dataDir, "postgres"))).uid).toBe(uid);
  expect((await stat(path.join(dataDir, "secrets.json"))).mode & 0o777).toBe(0o600);
  // Root's concurrent commands leave no file that its user cannot read.
  expect((await admin(dataDir, ["rotate-keys", "--new-key"])).code).toBe(0);
  expect((await stat(path.join(dataDir, "secrets.json"))).uid).toBe(uid);
  await stop(app);
  expect(await processesOn(dataDir)).toEqual([]);
});

asRoot.each([
  [
    "a user id without a name",
    () => ({ uid: 54_321, gid: 54_321 }),
    54_321,
    0o700,
    /user id 54321, which has no name .* or set DATABASE_URL$/,
  ],
  [
    "a DATA_DIR of another user, closed",
    () => addUser("latchkey-test-user"),
    0,
    0o700,
    /^.*secrets\.json cannot be read by this user \(EACCES\): start as .* DATA_DIR/,
  ],
  [
    "a DATA_DIR of another user, readable",
    () => addUser("latchkey-test-user"),
    0,
    0o755,
    /^.*first-start-unfinished cannot be written by this user \(EACCES\): start as .* DATA_DIR/,
  ],
])("%s is one line", async (_, userOf, owner, mode, line) => {
  const user = userOf();
  const dataDir = await newDataDir();
  await mkdir(dataDir);
  await chmod(dataDir, mode);
  await chown(dataDir, owner, owner);
  const home = path.dirname(dataDir);
  const refused = await startApp({ dataDir, ...user, env: { HOME: home, npm_config_cache: "/tmp/latchkey-test-npm" } });
  expect(await refused.ended).toBe(1);
  expect(ownLines(refused).filter((said) => !said.includes("Creating"))).toEqual([expect.stringMatching(line)]);
});
