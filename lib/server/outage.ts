import { setTimeout as delay } from "node:timers/promises";
import { closeIdleConnections, databaseTarget, getDeps } from "@/lib/http/deps";
import { secondsBetween } from "@/lib/platform/clock";
import { probeDatabase, probeReadOnly } from "@/lib/platform/db/check-connection";
import { classifyDatabaseError, type DatabaseFailure } from "@/lib/platform/db/errors";
import { markUnavailable } from "@/lib/platform/http/request-context";
import { log } from "@/lib/platform/log";

/** How soon an outage is noticed to be over. */
const PROBE_INTERVAL_MS = 500;

/** Other trouble is told of this often, for as long as it lasts. */
const LOG_INTERVAL_SECONDS = 60;

type Passing = Exclude<DatabaseFailure, "unreachable" | "read-only">;
type Outage = { database: string; down: boolean; watching: boolean; readOnly: boolean; notifiedAt: Partial<Record<Passing, Date>> };

const MESSAGES: Record<Passing, (database: string) => string> = {
  busy: (database) => `${database} is too busy: some requests are answered with 503`,
  "disk-full": (database) => `the disk of ${database} is full: nothing can be changed until there is room again`,
};

/** On globalThis, as in deps.ts: what one bundle finds out, all must know. */
const shared = globalThis as { latchkeyOutage?: Outage };

function state(): Outage {
  shared.latchkeyOutage ??= { database: "the database", down: false, watching: false, readOnly: false, notifiedAt: {} };
  return shared.latchkeyOutage;
}

/** For the log: which database it is, without its password. */
export function describeDatabase(description: string): void {
  state().database = description;
}

/** Whether the database is known not to answer: nobody need wait to find out. */
export function isDatabaseDown(): boolean {
  return state().down;
}

/** Whether the database answers, and takes no changes. */
export function isDatabaseReadOnly(): boolean {
  return state().readOnly;
}

/** Of which kind the trouble behind `error` is, if any. What may be an outage is looked into, and the log told of it once. */
export function reportDatabaseError(error: unknown): DatabaseFailure | null {
  const failure = classifyDatabaseError(error);
  if (failure === "unreachable") watchOutage();
  else if (failure === "read-only") watchReadOnly();
  else if (failure) logTransition(failure);
  return failure;
}

/** Runs `work`. However it ends, `flags` are false again, so that no outage outlives its watch. */
function watch(flags: ("down" | "watching" | "readOnly")[], work: () => Promise<void>): void {
  const outage = state();
  const reset = () => {
    for (const flag of flags) outage[flag] = false;
  };
  work()
    .catch((error: Error) => log.error({ err: error }, "watching the database failed"))
    .finally(reset);
}

/** One connection lost is no outage: only a database that refuses a fresh one is down, until it takes one again. */
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

/** Until a fresh connection takes changes; those made before may lead to a server that still does not. */
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
      if (answer && !isLogged) log.error(`${outage.database} takes no changes (read-only): what needs one is answered with 503`);
      isLogged ||= answer === true;
      await delay(PROBE_INTERVAL_MS);
    }
    await closeIdleConnections();
    if (isLogged) log.info({ seconds: secondsBetween(since, clock.now()) }, `${outage.database} takes changes again`);
  });
}

/** What only reads, or comes when others are done, goes on. */
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
 * What a page, an action or a route has thrown. Trouble with the database is no bug of the request: it is answered with
 * 503 and told of once (see outage.ts); everything else is logged with its stack.
 */
export function recordRequestError(error: unknown, { routePath, routeType }: RequestLocation): void {
  if (reportDatabaseError(error)) markUnavailable();
  else log.error({ err: error, routePath, routeType }, "a request failed");
}
