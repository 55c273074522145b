import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:fs";
import { type FileHandle, open, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { OperatorError } from "@/lib/platform/operator-error";
import { type Cluster, programEnvironment } from "./cluster";
import { isRoot } from "./cluster-owner";
import { findPostmaster, removeMisleadingFiles, type ServerAddress } from "./postmaster-file";

/** A PostgreSQL that we started. `ended` resolves with its exit code or signal. */
export type Postmaster = { pid: number; ended: Promise<string> };

const START_TIMEOUT_MS = 60_000;
/** How long a PostgreSQL may take to shut down. */
export const STOP_TIMEOUT_MS = 30_000;
const POLL_MS = 20;
/**
 * After a crash the old server's processes need a moment to notice; so does a port that is still held. The log also holds
 * the errors that these processes, and a server that was still starting, sent to clients.
 */
const TRANSIENT =
  /shared memory block|postmaster\.pid|\.lock" already exists|could not bind|could not create any Unix|Address already in use|unexpected postmaster exit|is starting up/i;
const TRANSIENT_TIMEOUT_MS = 15_000;
const LOG_LIMIT_BYTES = 10_000_000;

/** Starts PostgreSQL on a socket and waits until it answers. Returns null when another process was faster. */
export async function startPostmaster(cluster: Cluster, server: ServerAddress): Promise<Postmaster | null> {
  for (let waited = 0; ; waited += 250) {
    await removeMisleadingFiles(cluster.folder, server.host);
    const outcome = await tryStart(cluster, server);
    if (typeof outcome !== "string") return outcome;
    if (!TRANSIENT.test(outcome) || waited >= TRANSIENT_TIMEOUT_MS) {
      throw new OperatorError(`The embedded database in ${cluster.folder} does not start: ${outcome} (log: ${cluster.logFile})`);
    }
    if (await findPostmaster(cluster.folder)) return null;
    await delay(250);
  }
}

async function tryStart(cluster: Cluster, server: ServerAddress): Promise<Postmaster | string> {
  const logStart = await stat(cluster.logFile).then(
    (file) => (file.size > LOG_LIMIT_BYTES ? 0 : file.size),
    () => 0,
  );
  const log = await openLog(cluster, logStart === 0);
  const child = spawn(path.join(cluster.binaries, "bin", "postgres"), ["-D", cluster.folder, ...settings(server)], {
    ...cluster.user,
    cwd: "/",
    // Its own process group: Ctrl-C in the terminal reaches only the console, which stops the database last.
    detached: true,
    env: programEnvironment(),
    stdio: ["ignore", log.fd, log.fd],
  });
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message)).once("exit", (code, signal) => resolve(String(signal ?? code)));
  });
  // PostgreSQL does not outlive this process. Committed data is on disk.
  const quit = () => void child.kill("SIGQUIT");
  process.once("exit", quit);
  void ended.then(() => process.off("exit", quit));
  await log.close();
  const ready = await Promise.race([waitUntilReady(child, cluster.folder), ended]);
  if (ready === true && child.pid) return { pid: child.pid, ended };
  return (await lastProblem(cluster.logFile, logStart)) ?? `it ended with ${ready}`;
}

/**
 * The log belongs to the user of the database, who starts it again after a crash when the console is no longer root. Root
 * follows no link that this user may have put in its place.
 */
async function openLog({ logFile, user }: Cluster, empty: boolean): Promise<FileHandle> {
  const { O_WRONLY, O_CREAT, O_APPEND, O_NOFOLLOW } = constants;
  try {
    const log = await open(logFile, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0o600);
    const { nlink } = await log.stat();
    if (user && isRoot() && nlink === 1) await log.chown(user.uid, user.gid);
    if (empty) await log.truncate();
    return log;
  } catch (error) {
    throw new OperatorError(
      `The log of the embedded database cannot be written (${(error as Error).message}): the user who runs the database must be able to write there`,
    );
  }
}

function settings({ host, port }: ServerAddress): string[] {
  const values = {
    port,
    // No TCP: any local user could use up all connections of a port, and try passwords.
    listen_addresses: "",
    unix_socket_directories: `"${host.replaceAll('"', '""')}"`,
    unix_socket_permissions: "0700",
    // About twice the number of one server and a few commands; the reserved ones are the supervisor's.
    max_connections: 60,
    superuser_reserved_connections: 5,
    // Enough for thousands of accounts; other pages are in the system's cache, which frees memory on demand.
    shared_buffers: "32MB",
    timezone: "UTC",
    log_timezone: "UTC",
    // Above the errors of single statements, which quote values; the client that sent the statement gets the error.
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
 * Fast shutdown: transactions under way are rolled back, committed data is on disk. Waits for the end with `isOver`: a process
 * id alone is not reliable (the process may be a zombie, or its id may have been reused).
 */
export async function stopPostmaster(pid: number, isOver: () => Promise<boolean> | boolean): Promise<void> {
  for (let waited = 0; !(await isOver()); waited += POLL_MS) {
    if (waited === 0 && !interrupt(pid)) return;
    if (waited >= STOP_TIMEOUT_MS) throw new OperatorError(`The embedded database (process ${pid}) does not stop`);
    await delay(POLL_MS);
  }
}

/** False when the process has ended since it was looked at. */
function interrupt(pid: number): boolean {
  try {
    return process.kill(pid, "SIGINT");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}
