import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { inject } from "vitest";
import { withoutConfiguration } from "@/lib/platform/config/config";
import { freePort } from "@/lib/testing/free-port";
import { waitFor } from "./wait-for";

type StartOptions = {
  dataDir: string;
  env?: Record<string, string>;
  uid?: number;
  gid?: number;
  umask?: string;
  /** A demo with made-up accounts, in its own temporary folder and not in `dataDir`. */
  demo?: boolean;
  /** A checkout other than the shared one. */
  checkout?: string;
};

/** A console started with `npm start`, as an operator starts it. */
export type StartedApp = {
  npm: ChildProcess;
  url: string;
  output(): string;
  /** Resolves with npm's exit code, or the signal that ended it. */
  ended: Promise<number | string>;
  ready(): Promise<void>;
  /** Sends SIGTERM to npm, and resolves as `ended`. */
  stop(): Promise<number | string>;
};

/** For `env`: an administrator of the new console. */
export const ADMINISTRATOR = { ADMIN_USERNAME: "root", ADMIN_PASSWORD: "correct horse battery" };

export async function startApp({ dataDir, env, uid, gid, umask = "022", demo, checkout }: StartOptions): Promise<StartedApp> {
  const port = env?.PORT ?? String(await freePort());
  const { NODE_OPTIONS: _, VITEST: __, ...inherited } = withoutConfiguration(process.env);
  const npm = spawn("sh", ["-c", `umask ${umask} && exec npm start${demo ? " -- --demo" : ""}`], {
    cwd: checkout ?? inject("checkout"),
    env: { ...inherited, NODE_ENV: "production", PORT: port, DATA_DIR: dataDir, ...env },
    ...(uid && { uid, gid }),
    // A separate process group, as in a terminal: Ctrl-C goes to the whole group.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [npm.stdout, npm.stderr]) stream?.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
  const ended = new Promise<number | string>((resolve) => npm.once("close", (code, signal) => resolve(signal ?? code ?? -1)));
  const ready = async () => {
    await waitFor("the console to be ready", () => {
      if (npm.exitCode !== null) throw new Error(`npm start ended with ${npm.exitCode}:\n${output}`);
      return output.includes("Latchkey is ready at");
    });
  };
  const stop = () => {
    npm.kill("SIGTERM");
    return ended;
  };
  return { npm, url: `http://localhost:${port}`, output: () => output, ended, ready, stop };
}

/** The same, once the console serves. */
export async function startReadyApp(options: StartOptions): Promise<StartedApp> {
  const app = await startApp(options);
  await app.ready();
  return app;
}

/** Whether the console says that it is ready; false also where nothing answers. */
export async function isReady(url: string): Promise<boolean> {
  return (await fetch(`${url}/api/health/ready`).catch(() => null))?.status === 200;
}

/** The lines of a refused start, without npm's own. */
export function ownLines(app: StartedApp): string[] {
  return app
    .output()
    .split("\n")
    .filter((line) => line && !/^(>|npm )/.test(line));
}

/** Process ids of everything that works on `dataDir`: npm, the console and the database, also where that was put elsewhere. */
export async function processesOn(dataDir: string): Promise<{ pid: number; command: string }[]> {
  const found: { pid: number; command: string }[] = [];
  for (const pid of (await readdir("/proc")).map(Number).filter(Boolean)) {
    const [command, environment] = await Promise.all(
      ["cmdline", "environ"].map((name) => readFile(`/proc/${pid}/${name}`, "utf8").catch(() => "")),
    );
    const works = environment?.split("\0").includes(`DATA_DIR=${dataDir}`) || command?.includes(databaseFolder(dataDir));
    if (works && pid !== process.pid) found.push({ pid, command: command?.replaceAll("\0", " ") ?? "" });
  }
  return found;
}

export function databaseFolder(dataDir: string): string {
  try {
    return readFileSync(path.join(dataDir, "postgres-folder"), "utf8").trim();
  } catch {
    return path.join(dataDir, "postgres");
  }
}

export async function pidOf(dataDir: string, part: string): Promise<number> {
  const match = (await processesOn(dataDir)).find((process) => process.command.includes(part));
  if (!match) throw new Error(`no process on ${dataDir} has "${part}" in its command`);
  return match.pid;
}

/** For `afterEach`: ends what a failed test has left. */
export async function endAll(dataDirs: string[]): Promise<void> {
  for (const dataDir of dataDirs) {
    signalAll(await processesOn(dataDir), "SIGKILL");
  }
}

/** Signals processes, of which some may end by themselves once others have got theirs. */
export function signalAll(processes: { pid: number }[], signal: NodeJS.Signals): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}
