import { setTimeout as delay } from "node:timers/promises";
import { closeIdleConnections, databaseTarget, getDeps } from "@/lib/http/deps";
import { secondsBetween, withLoopTimeout } from "@/lib/platform/clock";
import { probeDatabase, probeReadOnly } from "@/lib/platform/db/check-connection";
import { classifyDatabaseError, type DatabaseFailure } from "@/lib/platform/db/errors";
import { compareMigrations } from "@/lib/platform/db/migrations";
import { markUnavailable } from "@/lib/platform/http/request-context";
import { log } from "@/lib/platform/log";
import { processState } from "@/lib/platform/process-state";

/** How soon the end of an outage is noticed. */
const PROBE_INTERVAL_MS = 500;

/** How often other failures are logged while they last. */
const LOG_INTERVAL_SECONDS = 60;

type Passing = Exclude<DatabaseFailure, "unreachable" | "read-only">;
type Outage = {
  database: string;
  migrations: readonly string[];
  down: boolean;
  watching: boolean;
  readOnly: boolean;
  notifiedAt: Partial<Record<Passing, Date>>;
};

const MESSAGES: Record<Passing, (database: string) => string> = {
  busy: (database) => `${database} is too busy: some requests are answered with 503`,
  "disk-full": (database) => `the disk of ${database} is full: nothing can be changed until there is room again`,
};

function state(): Outage {
  return processState("outage", () => ({
    database: "the database",
    migrations: [],
    down: false,
    watching: false,
    readOnly: false,
    notifiedAt: {},
  }));
}

/** Names the database in the log, without its password, and the migrations of this version, which the files may no longer show. */
export function describeDatabase(description: string, migrations: readonly string[]): void {
  Object.assign(state(), { database: description, migrations });
}

/** Whether the database is known to be down, so that requests fail without waiting for a timeout. */
export function isDatabaseDown(): boolean {
  return state().down;
}

/** Whether the database answers but is read-only. */
export function isDatabaseReadOnly(): boolean {
  return state().readOnly;
}

/** Returns the kind of database failure behind `error`, or null. Checks whether it is an outage, and logs each outage once. */
export function reportDatabaseError(error: unknown): DatabaseFailure | null {
  const failure = classifyDatabaseError(error);
  if (failure === "unreachable") watchOutage();
  else if (failure === "read-only") watchReadOnly();
  else if (failure) logTransition(failure);
  return failure;
}

/** Runs `work` and resets `flags` however it ends, so that no outage outlives its watch. */
function watch(flags: ("down" | "watching" | "readOnly")[], work: () => Promise<void>): void {
  const outage = state();
  const reset = () => {
    for (const flag of flags) outage[flag] = false;
  };
  work()
    .catch((error: Error) => log.error({ err: error }, "watching the database failed"))
    .finally(reset);
}

/** A lost connection is no outage: the database is down while it refuses a new connection. */
function watchOutage(): void {
  const outage = state();
  if (outage.watching) return;
  outage.watching = true;
  watch(["down", "watching"], async () => {
    const { clock } = getDeps();
    const target = databaseTarget();
    const since = clock.now();
    for (let reason = await probeDatabase(target); reason !== null; reason = await probeDatabase(target)) {
      if (!outage.down) log.error({ reason }, `${outage.database} does not answer; requests are answered with 503`);
      outage.down = true;
      await delay(PROBE_INTERVAL_MS);
    }
    if (outage.down) log.info({ seconds: secondsBetween(since, clock.now()) }, `${outage.database} answers again`);
  });
}

/** Lasts until a new connection accepts writes; older connections may lead to a server that is still read-only. */
export function watchReadOnly(): void {
  const outage = state();
  if (outage.readOnly) return;
  outage.readOnly = true;
  watch(["readOnly"], async () => {
    const { clock } = getDeps();
    const target = databaseTarget();
    const since = clock.now();
    let isLogged = false;
    for (let answer = await probeReadOnly(target); answer !== false; answer = await probeReadOnly(target)) {
      if (answer && !isLogged) log.error(`${outage.database} accepts no changes (read-only): what needs one is answered with 503`);
      isLogged ||= answer === true;
      await delay(PROBE_INTERVAL_MS);
    }
    await closeIdleConnections();
    if (isLogged) log.info({ seconds: secondsBetween(since, clock.now()) }, `${outage.database} accepts changes again`);
  });
}

/** Statements that only read, or that come when others are done, continue. */
function logTransition(failure: Passing): void {
  const { database, notifiedAt } = state();
  const now = getDeps().clock.now();
  const before = notifiedAt[failure];
  if (before && Math.abs(secondsBetween(before, now)) < LOG_INTERVAL_SECONDS) return;
  notifiedAt[failure] = now;
  log.error(MESSAGES[failure](database));
}

type RequestLocation = { routePath: string; routeType: string };

/**
 * Handles an error of a page, an action or a route. A database failure is no bug of the request: it is answered with
 * 503 and logged once per outage; everything else is logged with its stack.
 */
export function recordRequestError(error: unknown, { routePath, routeType }: RequestLocation): void {
  if (reportDatabaseError(error)) markUnavailable();
  else log.error({ err: error, routePath, routeType }, "a request failed");
}

/** Longer than a healthy database takes, short enough for a load balancer. */
const READY_TIMEOUT_MS = 1_500;

export type Readiness = { ready: true; reason: null } | { ready: false; reason: string };

const NO_ANSWER = notReady("the database does not answer");
const READ_ONLY = notReady("the database accepts no changes (read-only)");

/** Whether the database answers in time, is writable, and has exactly the migrations of this version. The reason holds no address or credential. */
export async function readiness(): Promise<Readiness> {
  if (isDatabaseDown()) return NO_ANSWER;
  try {
    const { missing, unknown } = await withLoopTimeout(compareMigrations(getDeps().db, state().migrations), READY_TIMEOUT_MS);
    if (unknown.length > 0) return notReady(`the database is newer than this version, which does not know: ${unknown.join(", ")}`);
    if (missing.length > 0) return notReady(`migrations are missing: ${missing.join(", ")}`);
    return (await withLoopTimeout(acceptsNoChanges(), READY_TIMEOUT_MS)) ? READ_ONLY : { ready: true, reason: null };
  } catch (error) {
    const failure = reportDatabaseError(error);
    if (!failure) throw error;
    return failure === "read-only" ? READ_ONLY : NO_ANSWER;
  }
}

function notReady(reason: string): Readiness {
  return { ready: false, reason };
}

async function acceptsNoChanges(): Promise<boolean> {
  if (isDatabaseReadOnly()) return true;
  const [row] = await getDeps().db.$queryRaw<{ transaction_read_only: string }[]>`SHOW transaction_read_only`;
  if (row?.transaction_read_only !== "on") return false;
  watchReadOnly();
  return true;
}
