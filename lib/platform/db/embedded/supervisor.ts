import { statfs } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { DatabaseClient, databaseConnection } from "@/lib/platform/db/database-client";
import { classifyDatabaseError, databaseReason } from "@/lib/platform/db/errors";
import { OperatorError } from "@/lib/platform/operator-error";
import { type Cluster, SUPERUSER, supervisorUrl } from "./cluster";
import { type Postmaster, startPostmaster, stopPostmaster } from "./postmaster";
import { type DatabasePasswords, isAlive, type ServerAddress } from "./postmaster-file";

type SuperviseOptions = { passwords: DatabasePasswords; role: SupervisorRole; say: (line: string) => void; stopping?: AbortSignal };
type Supervised = { lost: Promise<Error>; close(): Promise<void> };

const LOCK_TIMEOUT_MS = 10_000;
const POLL_MS = 50;
const COMMAND_TIMEOUT_MS = 60_000;
const FULL_DISK_POLL_MS = 1_000;
/** Less space than one segment of PostgreSQL's write-ahead log (16 MiB), which it needs to start. */
const ROOM_BYTES = 32 * 1024 * 1024;
/** The exit code of PostgreSQL after SIGTERM or SIGINT. */
const ORDERLY_END = "0";
const SIGNAL_GRACE_MS = 500;
const HELD_ELSEWHERE = "The embedded database is held by another process";

/** Starts the database, holds its lock, and restarts it on the same socket when it dies. Returns null when another process was faster. */
export async function superviseDatabase(cluster: Cluster, server: ServerAddress, options: SuperviseOptions): Promise<Supervised | null> {
  const closing = new AbortController();
  const ending = options.stopping ? AbortSignal.any([closing.signal, options.stopping]) : closing.signal;
  const first = await startPostmaster(cluster, server);
  if (!first) return null;
  let postmaster = first;
  let claim = await holdLock(server, options, ending).catch(async (error: Error) => {
    await stopAndWait(first);
    throw error;
  });
  const watch = async (): Promise<void> => {
    for (;;) {
      const end = await postmaster.ended;
      if (ending.aborted || (await wasStoppedBySignal(end, ending))) return;
      options.say(`The database ended (${end}); starting it again …`);
      await claim.end().catch(() => {});
      postmaster = await restartWhenThereIsRoom(cluster, server, options, ending);
      // Too late for `close`, which has stopped the previous one.
      if (ending.aborted) return stopAndWait(postmaster);
      claim = await holdLock(server, options, ending);
    }
  };
  const watching = watch();
  const lost = new Promise<Error>((resolve) => {
    watching.catch((error: Error) => ending.aborted || resolve(error));
  });
  const close = async () => {
    closing.abort();
    await claim.end().catch(() => {});
    await stopAndWait(postmaster);
    await watching.catch(() => {});
  };
  return { lost, close };
}

/**
 * An orderly end is the result of a signal. A service manager sends it to every process of the service (systemd's
 * `KillMode=control-group`, `docker stop` with a shared namespace), and the one to this process may be a moment behind.
 */
async function wasStoppedBySignal(end: string, ending: AbortSignal): Promise<boolean> {
  if (end === ORDERLY_END) await delay(SIGNAL_GRACE_MS, undefined, { signal: ending }).catch(() => {});
  return ending.aborted;
}

/** On a full disk the database ends and does not start; the console waits until there is space. */
async function restartWhenThereIsRoom(
  cluster: Cluster,
  server: ServerAddress,
  { say }: SuperviseOptions,
  ending: AbortSignal,
): Promise<Postmaster> {
  for (let reported = false; ; reported = true) {
    try {
      return await restart(cluster, server, ending);
    } catch (error) {
      if (ending.aborted || (await hasRoom(cluster.folder))) throw error;
      if (!reported) say(`The disk that holds DATA_DIR is full: make room for the database in ${cluster.folder}, and it starts again`);
      await delay(FULL_DISK_POLL_MS, undefined, { signal: ending });
    }
  }
}

/** A command that was faster keeps the database until it ends; the console answers with 503 until then. */
async function restart(cluster: Cluster, server: ServerAddress, ending: AbortSignal): Promise<Postmaster> {
  const deadline = performance.now() + COMMAND_TIMEOUT_MS;
  while (performance.now() < deadline) {
    const started = await startPostmaster(cluster, server);
    if (started) return started;
    await delay(POLL_MS, undefined, { signal: ending });
  }
  throw new OperatorError(HELD_ELSEWHERE);
}

async function hasRoom(folder: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize >= ROOM_BYTES;
}

async function holdLock(server: ServerAddress, { passwords, role }: SuperviseOptions, ending: AbortSignal): Promise<pg.Client> {
  for (let waited = 0; waited < LOCK_TIMEOUT_MS; waited += POLL_MS) {
    const claim = await takeSupervisorLock(server, passwords, role);
    if (claim.status === "held") return claim.client;
    await delay(POLL_MS, undefined, { signal: ending });
  }
  throw new OperatorError(HELD_ELSEWHERE);
}

async function stopAndWait(postmaster: Postmaster): Promise<void> {
  let over = false;
  void postmaster.ended.then(() => {
    over = true;
  });
  await Promise.resolve();
  await stopPostmaster(postmaster.pid, () => over);
}

/** A server holds the folder for as long as it runs, the operator's command line for one command. */
export type SupervisorRole = "server" | "admin";

/** The holder of the folder; `alive` is false while the database has not noticed a killed holder. */
type LockHolder = { role: SupervisorRole; pid: number; alive: boolean };

export type LockOutcome = { status: "held"; client: pg.Client } | { status: "taken"; holder: LockHolder } | { status: "no-answer" };

const WRONG_PASSWORD =
  "The embedded database refuses the passwords in secrets.json and superuser-password: restore all of DATA_DIR from the same backup";

/** Advisory-lock key; an arbitrary constant. */
const SUPERVISOR_LOCK = 76_111;

/**
 * Takes the advisory lock that makes one process the supervisor of the database. It is bound to the connection, so it ends
 * with the process, also after a crash.
 */
export async function takeSupervisorLock(server: ServerAddress, passwords: DatabasePasswords, role: SupervisorRole): Promise<LockOutcome> {
  const connected = await connectAsSuperuser(server, passwords, `latchkey-${role} ${process.pid}`);
  if (!connected) return { status: "no-answer" };
  const { client, sharesPassword } = connected;
  try {
    const { rows } = await client.query("SELECT pg_try_advisory_lock($1) AS held", [SUPERVISOR_LOCK]);
    if (rows[0]?.held) {
      // Only under the lock: a server of an earlier version that runs on it knows no other password.
      if (sharesPassword) await client.query(`ALTER ROLE ${SUPERUSER} PASSWORD ${client.escapeLiteral(passwords.superuser)}`);
      return { status: "held", client };
    }
    const holder = await findHolder(client);
    await client.end();
    return holder ? { status: "taken", holder } : { status: "no-answer" };
  } catch (error) {
    await client.end().catch(() => {});
    if (["unreachable", "busy"].includes(classifyDatabaseError(error) ?? "")) return { status: "no-answer" };
    const reason = databaseReason(error);
    throw reason === null ? error : new OperatorError(`The embedded database ${reason}`);
  }
}

type Connected = { client: pg.Client; sharesPassword: boolean };

/** In a folder of an earlier version the superuser has the console's password. Returns null when there is no connection. */
async function connectAsSuperuser(
  server: ServerAddress,
  { superuser, console }: DatabasePasswords,
  name: string,
): Promise<Connected | null> {
  for (const password of [superuser, console]) {
    const client = new DatabaseClient({ ...databaseConnection(supervisorUrl(server, password)), application_name: name });
    client.on("error", () => {});
    try {
      await client.connect();
      return { client, sharesPassword: password !== superuser };
    } catch (error) {
      await client.end().catch(() => {});
      if ((error as { code?: string }).code !== "28P01") return null;
    }
  }
  throw new OperatorError(WRONG_PASSWORD);
}

async function findHolder(client: pg.Client): Promise<LockHolder | null> {
  const { rows } = await client.query(
    `SELECT application_name AS name FROM pg_locks JOIN pg_stat_activity USING (pid)
      WHERE locktype = 'advisory' AND granted AND objid = $1::int8::oid`,
    [SUPERVISOR_LOCK],
  );
  const [, role, pid] = /^latchkey-(server|admin) (\d+)$/.exec(rows[0]?.name ?? "") ?? [];
  return role && pid ? { role: role as SupervisorRole, pid: Number(pid), alive: isAlive(Number(pid)) } : null;
}
