import { type ChildProcess, spawn } from "node:child_process";
import { open, readFile, stat } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { OperatorError } from "@/lib/platform/operator-error";
import { type Cluster, programEnvironment } from "./cluster";
import { findPostmaster, removeMisleadingFile } from "./postmaster-file";

/** A PostgreSQL that we started. `ended` resolves with its exit code or signal. */
export type Postmaster = { pid: number; port: number; ended: Promise<string> };

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;
const POLL_MS = 20;
/**
 * After a crash the old server's processes need a moment to notice; so does a port that is still held. The log holds what
 * they told their clients as well, and what clients who came too soon were told.
 */
const TRANSIENT =
  /shared memory block|postmaster\.pid|could not bind|could not create any TCP|Address already in use|unexpected postmaster exit|is starting up/i;
const TRANSIENT_PATIENCE_MS = 15_000;
const LOG_LIMIT_BYTES = 10_000_000;

/** Starts PostgreSQL on `port` of 127.0.0.1 and waits until it answers; null when somebody else was faster. */
export async function startPostmaster(cluster: Cluster, port: number): Promise<Postmaster | null> {
  for (let waited = 0; ; waited += 250) {
    await removeMisleadingFile(cluster.folder);
    const outcome = await tryStart(cluster, port);
    if (typeof outcome !== "string") return outcome;
    if (!TRANSIENT.test(outcome) || waited >= TRANSIENT_PATIENCE_MS) {
      throw new OperatorError(`the embedded database in ${cluster.folder} does not start: ${outcome} (log: ${cluster.logFile})`);
    }
    if (await findPostmaster(cluster.folder)) return null;
    await delay(250);
  }
}

async function tryStart(cluster: Cluster, port: number): Promise<Postmaster | string> {
  const logStart = await stat(cluster.logFile).then(
    (file) => (file.size > LOG_LIMIT_BYTES ? 0 : file.size),
    () => 0,
  );
  const log = await open(cluster.logFile, logStart === 0 ? "w" : "a", 0o600);
  const child = spawn(path.join(cluster.binaries, "bin", "postgres"), ["-D", cluster.folder, ...settings(port)], {
    ...cluster.user,
    cwd: "/",
    // Its own process group: Ctrl-C in the terminal reaches the console alone, which stops the database last.
    detached: true,
    env: programEnvironment(),
    stdio: ["ignore", log.fd, log.fd],
  });
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message)).once("exit", (code, signal) => resolve(String(signal ?? code)));
  });
  await log.close();
  const ready = await Promise.race([waitUntilReady(child, cluster.folder), ended]);
  if (ready === true && child.pid) return { pid: child.pid, port, ended };
  return (await lastProblem(cluster.logFile, logStart)) ?? `it ended with ${ready}`;
}

function settings(port: number): string[] {
  const values = {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: 60,
    // Thousands of accounts fit in; the rest of what was read is in the system's cache, which gives way.
    shared_buffers: "32MB",
    timezone: "UTC",
    log_timezone: "UTC",
    // Above the errors of single statements, which quote values; whoever sent the statement is told.
    log_min_messages: "log",
  };
  return Object.entries(values).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

async function waitUntilReady(child: ChildProcess, folder: string): Promise<true | string> {
  for (let waited = 0; waited < START_TIMEOUT_MS; waited += POLL_MS) {
    const found = await findPostmaster(folder);
    if (found?.pid === child.pid && found?.ready) return true;
    if (child.exitCode !== null || child.signalCode !== null) return String(child.signalCode ?? child.exitCode);
    await delay(POLL_MS);
  }
  child.kill("SIGQUIT");
  return `no answer within ${START_TIMEOUT_MS / 1000} s`;
}

async function lastProblem(logFile: string, from: number): Promise<string | undefined> {
  const text = (await readFile(logFile)).subarray(from).toString("utf8");
  return /(?:FATAL|PANIC|error while loading shared libraries|could not bind[^:]*): +(.+)/.exec(text)?.[0];
}

/**
 * Fast shutdown: transactions under way are rolled back, what was committed is on disk. Waits for the end; `isOver` tells
 * of it, as a process id alone does not (nobody may have reaped the process, or it may have been given away).
 */
export async function stopPostmaster(pid: number, isOver: () => Promise<boolean> | boolean): Promise<void> {
  for (let waited = 0; !(await isOver()); waited += POLL_MS) {
    if (waited === 0) process.kill(pid, "SIGINT");
    if (waited >= STOP_TIMEOUT_MS) throw new OperatorError(`the embedded database (process ${pid}) does not stop`);
    await delay(POLL_MS);
  }
}

/** A port of 127.0.0.1 that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
