import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";

/** The launcher in a checkout of this name, where nothing else is. */
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
