import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ensureServiceUser, isRoot } from "@/lib/platform/db/embedded/cluster-owner";

/** Running as another user than the owner of the checkout requires root. */
test.runIf(isRoot()).each(["package-lock.json", "node_modules", "node_modules/next", "prisma", ".next"])(
  "a user who may not read %s of the checkout is told so in one line",
  (closed) => {
    const root = mkdtempSync(path.join(tmpdir(), "latchkey-closed-"));
    onTestFinished(() => rmSync(root, { recursive: true }));
    chmodSync(root, 0o755);
    cpSync("scripts/launch.mjs", path.join(root, "scripts/launch.mjs"));
    for (const folder of ["node_modules/next", "prisma", ".next", ".git"]) mkdirSync(path.join(root, folder), { recursive: true });
    writeFileSync(path.join(root, "package-lock.json"), "{}");
    for (const each of [closed, ".git"]) chmodSync(path.join(root, each), 0o700);
    const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, "scripts/launch.mjs"), "start"], {
      ...ensureServiceUser(),
      encoding: "utf8",
      cwd: "/",
    });
    expect([status, stdout, stderr]).toEqual([
      1,
      "",
      `This user may not read ${path.join(root, closed)}: run chmod -R a+rX ${root} as its owner\n`,
    ]);
  },
);

/** The launcher in a checkout of this name without other files. */
function launchIn(name: string) {
  const parent = mkdtempSync(path.join(tmpdir(), "latchkey-launch-"));
  onTestFinished(() => rmSync(parent, { recursive: true }));
  const folder = path.join(parent, name);
  mkdirSync(path.join(folder, "scripts"), { recursive: true });
  cpSync("scripts/launch.mjs", path.join(folder, "scripts/launch.mjs"));
  return spawnSync(process.execPath, ["scripts/launch.mjs", "no-command"], { cwd: folder, encoding: "utf8" });
}

test.each(["?", "*", "#", '"', "$", "`", "\n", "\u007f"])("a checkout with %j in its path is one line with that character", (character) => {
  const { status, stdout, stderr } = launchIn(`latch${character}key`);
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toMatch(/^Latchkey cannot run in ".*", whose name holds .*: rename or move the folder\n$/);
  expect(stderr).toContain(`holds ${JSON.stringify(character)}:`);
});

test.each(["%", "%20", " ", "é", "漢", "&", "'", ":", ";", "[a]", "(b)", "{c}", "@", "+", ",", "!"])(
  "a checkout with %j in its path is taken",
  (characters) => {
    expect(launchIn(`latch${characters}key`).stderr).toMatch(/^usage: /);
  },
);
