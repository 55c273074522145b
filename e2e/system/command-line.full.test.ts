import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import pg from "pg";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { withoutConfiguration } from "@/lib/platform/config/config";
import { appDatabaseUrl } from "@/lib/platform/db/embedded/cluster";
import { findPostmaster, type PostmasterFile } from "@/lib/platform/db/embedded/postmaster-file";
import { END_SIGNALS, SIGNAL_EXIT_CODES } from "@/lib/platform/signals";
import { databaseFolder, processesOn } from "../support/app";
import { admin } from "../support/command-line";
import { newDataDir, newDataDirOfFile } from "../support/data-dir";
import { waitFor } from "../support/wait-for";

type HeldCommand = { child: ChildProcess; ended: Promise<{ code: number | null; errors: string }> };

/** The command line without npm, so that a signal goes to it alone. */
function startCommand(args: string[], env: NodeJS.ProcessEnv): HeldCommand {
  const child = spawn(process.execPath, ["scripts/launch.mjs", "admin", ...args], { cwd: inject("checkout"), env });
  child.stdout.resume();
  const errors = text(child.stderr);
  const code = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { child, ended: Promise.all([code, errors]).then(([code, errors]) => ({ code, errors })) };
}

/** The process id of the database that a command starts, as soon as it is there. */
async function postmasterOf(dataDir: string): Promise<number> {
  let found: { pid: number } | undefined;
  await waitFor("the database to be started", async () => {
    found = (await processesOn(dataDir)).find(({ command }) => command.includes("bin/postgres -D"));
    return found !== undefined;
  });
  return found?.pid ?? 0;
}

/** Locks the table against reading; `awaited` resolves once a statement waits. Ends with the database. */
async function lockTable(dataDir: string, table: string) {
  const folder = databaseFolder(dataDir);
  await waitFor("the database to be ready", async () => (await findPostmaster(folder))?.ready === true);
  const server = (await findPostmaster(folder)) as PostmasterFile;
  const { databasePassword } = JSON.parse(readFileSync(path.join(dataDir, "secrets.json"), "utf8"));
  const client = new pg.Client({ connectionString: appDatabaseUrl(server, databasePassword) });
  client.on("error", () => {});
  await client.connect();
  await client.query("BEGIN");
  await client.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
  const waiting = `SELECT 1 FROM pg_locks WHERE relation = '${table}'::regclass AND NOT granted`;
  return { awaited: () => waitFor("the command to wait", async () => (await client.query(waiting)).rowCount === 1) };
}

const PASSWORD = "lantern quiet osprey 71 bridge";

test("D10: six concurrent commands, without a server and on a new DATA_DIR, all succeed", async () => {
  const dataDir = await newDataDir();
  const names = ["a1", "b2", "c3", "d4", "e5", "f6"];
  const created = await Promise.all(names.map((name) => admin(dataDir, ["create-user", "--username", name, "--json"])));
  expect(created.map(({ code, out }) => [code, JSON.parse(out).username])).toEqual(names.map((name) => [0, name]));
  const shown = await Promise.all(names.map((name) => admin(dataDir, ["show-user", name, "--json"])));
  expect(shown.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0]);
  expect(await processesOn(dataDir)).toEqual([]);
});

describe("on an existing database, without a server", () => {
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
      "The command is complete, but its output cannot be written to standard output (ENOSPC)\n",
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

  describe.each(END_SIGNALS.map((signal) => [signal, SIGNAL_EXIT_CODES[signal]] as const))(
    "%s ends a command with %i, quietly and with the database",
    (signal, code) => {
      const expectEnd = async (command: HeldCommand) => {
        expect(await command.ended).toEqual({ code, errors: "" });
        expect(await processesOn(dataDir)).toEqual([]);
      };

      test("while the database starts", async () => {
        const command = startCommand(["verify-audit-log"], environment());
        const postmaster = await postmasterOf(dataDir);
        // It does not continue until the signal was sent.
        process.kill(postmaster, "SIGSTOP");
        command.child.kill(signal);
        process.kill(postmaster, "SIGCONT");
        await expectEnd(command);
      });

      test("while it waits for the database", async () => {
        const command = startCommand(["verify-audit-log"], environment());
        await postmasterOf(dataDir);
        // It reads nothing before the table is locked.
        command.child.kill("SIGSTOP");
        const lock = await lockTable(dataDir, "audit_events");
        command.child.kill("SIGCONT");
        await lock.awaited();
        const since = performance.now();
        command.child.kill(signal);
        await expectEnd(command);
        // The statement itself would end after 10 s.
        expect(performance.now() - since).toBeLessThan(8_000);
      });
    },
  );

  test("a command that starts while another one holds the database runs after it", async () => {
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
