import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { withoutConfiguration } from "@/lib/platform/config/config";
import { processesOn } from "../support/console";
import { newDataDir, newDataDirOfFile } from "../support/data-dir";
import { admin } from "../support/operator";
import { waitFor } from "../support/wait-for";

const PASSWORD = "lantern quiet osprey 71 bridge";

test("D10: six commands at once, without a server and on a new DATA_DIR, are all done", async () => {
  const dataDir = await newDataDir();
  const names = ["a1", "b2", "c3", "d4", "e5", "f6"];
  const created = await Promise.all(names.map((name) => admin(dataDir, ["create-user", "--username", name, "--json"])));
  expect(created.map(({ code, out }) => [code, JSON.parse(out).username])).toEqual(names.map((name) => [0, name]));
  const shown = await Promise.all(names.map((name) => admin(dataDir, ["show-user", name, "--json"])));
  expect(shown.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0]);
  expect(await processesOn(dataDir)).toEqual([]);
});

describe("on a database that is there, without a server", () => {
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await newDataDirOfFile();
    expect((await admin(dataDir, ["create-user", "--username", "ada", "--password-stdin"], `${PASSWORD}\n`)).code).toBe(0);
  });
  const environment = () => ({ ...withoutConfiguration(process.env), DATA_DIR: dataDir });
  const shell = (line: string) =>
    spawnSync("bash", ["-c", `set -o pipefail; ${line}`], { cwd: inject("checkout"), env: environment(), encoding: "utf8" });

  test.each([
    ["npm run -s admin -- list-users | head -1", 0, ""],
    ["npm run -s admin -- list-users | true", 0, ""],
    ["npm run -s admin -- --help | true", 0, ""],
    ["npm run -s admin -- list-users 2>&1 | true", 0, ""],
    ["npm run -s admin -- list-users >&-", 0, ""],
    [
      "npm run -s admin -- list-users > /dev/full",
      1,
      "The command has done its work, but its answer cannot be written to standard output (ENOSPC)\n",
    ],
    ["npm run -s admin -- list-users > /dev/full 2>&1", 1, ""],
    ["npm run -s admin -- --help > /dev/full", 1, ""],
  ])("%s ends with %i, without a stack or a database that goes on", async (line, status, stderr) => {
    expect(shell(line)).toMatchObject({ status, stderr });
    expect(await processesOn(dataDir)).toEqual([]);
  });

  test("README's command with --json prints JSON alone", () => {
    const lines = readFileSync("README.md", "utf8").split("\n");
    const examples = lines.filter((line) => /^npm .*--json/.test(line));
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect(JSON.parse(shell(example).stdout)).toEqual(expect.any(Object));
  });

  const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

  test.each(Object.entries(SIGNALS))(
    "%s while the database starts or is used ends with %i, quietly and with the database",
    async (name, code) => {
      for (const moment of ["starting", "started", "again"]) {
        const child = spawn(process.execPath, ["scripts/launch.mjs", "admin", "verify-audit-log"], {
          cwd: inject("checkout"),
          env: environment(),
        });
        const output = Promise.all([text(child.stdout), text(child.stderr)]);
        const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
        const hasDatabase = async () => (await processesOn(dataDir)).some(({ command }) => command.includes("bin/postgres"));
        await waitFor("the database to be started", async () => child.exitCode !== null || (await hasDatabase()));
        // The later moments are some milliseconds on, wherever the command is by then.
        for (let turn = 0; moment !== "starting" && turn < (moment === "started" ? 3 : 6); turn++) await processesOn(dataDir);
        child.kill(name as NodeJS.Signals);
        const answered = await ended;
        const [, errors] = await output;
        // It may have been done already.
        expect([code, 0]).toContain(answered);
        expect(errors).toBe("");
        expect(await processesOn(dataDir)).toEqual([]);
      }
    },
  );

  test("a command that begins while another one has the database is done after it", async () => {
    const first = spawn(process.execPath, ["scripts/launch.mjs", "admin", "create-user", "--username", "first", "--password-stdin"], {
      cwd: inject("checkout"),
      env: environment(),
    });
    first.stdin.end(PASSWORD);
    await waitFor("the database to be started", async () =>
      (await processesOn(dataDir)).some(({ command }) => command.includes("bin/postgres")),
    );
    const second = await admin(dataDir, ["show-user", "ada", "--json"]);
    expect(JSON.parse(second.out)).toMatchObject({ username: "ada" });
    expect((await admin(dataDir, ["show-user", "first"])).code).toBe(0);
    expect(await processesOn(dataDir)).toEqual([]);
  });
});
