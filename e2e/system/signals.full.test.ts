import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, inject, test } from "vitest";
import { processesOn, type StartedApp, signalAll, startApp, startReadyApp } from "../support/app";
import { newDataDir } from "../support/data-dir";
import { waitFor } from "../support/wait-for";

/** To npm and the console, as a terminal or `kill -TERM -PGID` does. */
const toGroup = (app: StartedApp, signal: NodeJS.Signals) => process.kill(-Number(app.npm.pid), signal);

/** To every process, those of the database in their own group included, as systemd's `KillMode=control-group` does. */
const toAll = async (dataDir: string, signal: NodeJS.Signals) => signalAll(await processesOn(dataDir), signal);

async function expectOrderlyEnd(app: StartedApp, dataDir: string, exit: number | string = 0): Promise<void> {
  expect(await app.ended).toBe(exit);
  // A warning that the database ended first is correct if it got the signal too.
  const said = app.output().replace(/^.*"level":40.*$/gm, "");
  expect(said).not.toMatch(/starting it again|cannot be|could not be|Error:|^ +at |"level":[56]0/m);
  await waitFor("every process to be gone", async () => (await processesOn(dataDir)).length === 0, 30_000);
}

const runs = async (dataDir: string, command: string) => (await processesOn(dataDir)).some((process) => process.command.includes(command));

/** Whether the launcher has its handlers: SIGHUP, number 1, is among the signals that the kernel would hand it. */
async function takesSignals(dataDir: string): Promise<boolean> {
  const found = (await processesOn(dataDir)).find(({ command }) => /^\S*node .*launch\.mjs start/.test(command));
  const status = found ? await readFile(`/proc/${found.pid}/status`, "utf8").catch(() => "") : "";
  return /^SigCgt:\t[0-9a-f]*[13579bdf]$/m.test(status);
}

/** The step of a start at which the signal comes. */
const MOMENTS: Record<string, (app: StartedApp, dataDir: string) => Promise<void>> = {
  "while modules are loaded": (_, dataDir) => waitFor("the launcher", () => takesSignals(dataDir)),
  "while the database is made": (_, dataDir) => waitFor("initdb", () => runs(dataDir, "bin/initdb")),
  "while the database starts": (_, dataDir) => waitFor("postgres", () => runs(dataDir, "bin/postgres -D")),
  "while tables are made": (app) => waitFor("migrations", () => app.output().includes("Applied")),
  "while it serves": (app) => app.ready(),
};

const SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

test.each(Object.keys(MOMENTS).flatMap((moment) => SIGNALS.map((signal) => [signal, moment] as const)))(
  "D13: %s to the process group %s ends all in order",
  async (signal, moment) => {
    const dataDir = await newDataDir();
    const app = await startApp({ dataDir });
    await MOMENTS[moment]?.(app, dataDir);
    toGroup(app, signal);
    // npm itself does not handle SIGHUP.
    await expectOrderlyEnd(app, dataDir, signal === "SIGHUP" ? signal : 0);
  },
);

test.each(Object.keys(MOMENTS))("D13: SIGTERM to every process %s ends all with exit code 0", async (moment) => {
  const dataDir = await newDataDir();
  const app = await startApp({ dataDir });
  await MOMENTS[moment]?.(app, dataDir);
  await toAll(dataDir, "SIGTERM");
  await expectOrderlyEnd(app, dataDir);
});

test("D13: a second Ctrl-C at once ends a console that waits for a connection, and its database", async () => {
  const dataDir = await newDataDir();
  const app = await startReadyApp({ dataDir });
  const { body } = await fetch(`${app.url}/api/health/live`);
  toGroup(app, "SIGINT");
  await waitFor("the end to begin", () => app.output().includes("Stopping"));
  const begin = performance.now();
  await waitFor("the second signal to be one of its own", () => performance.now() - begin > 1_100);
  toGroup(app, "SIGINT");
  await body?.cancel().catch(() => {});
  await expectOrderlyEnd(app, dataDir);
});

test("D13: SIGTERM to the process group while the console is built ends the build", async () => {
  const dataDir = await newDataDir();
  await rm(path.join(inject("checkout"), ".next/made-from"));
  const app = await startApp({ dataDir });
  await waitFor("the build", () => app.output().includes("Creating an optimized"));
  toGroup(app, "SIGTERM");
  await expectOrderlyEnd(app, dataDir);
});

test("an interrupted build is repeated from the beginning, whatever it left", async () => {
  const dataDir = await newDataDir();
  const build = path.join(inject("checkout"), ".next");
  await rm(path.join(build, "made-from"), { force: true });
  await mkdir(path.join(build, "cache"), { recursive: true });
  await writeFile(path.join(build, "cache/.previewinfo"), '{"previewModeId":"');
  const app = await startReadyApp({ dataDir });
  toGroup(app, "SIGTERM");
  await expectOrderlyEnd(app, dataDir);
});
