import { setTimeout as delay } from "node:timers/promises";
import { secondsBetween } from "@/lib/platform/clock";
import { probeDatabase } from "@/lib/platform/db/probe";
import { type DatabaseTrouble, databaseTrouble } from "@/lib/platform/db/trouble";
import { log } from "@/lib/platform/log";
import { getDeps } from "./deps";

/** How soon an outage is noticed to be over. */
const PROBE_INTERVAL_MS = 500;

/** A disk that is full is told of this often, for as long as it is. */
const DISK_FULL_INTERVAL_SECONDS = 60;

type Outage = { database: string; down: boolean; watching: boolean; diskFullToldAt: Date | null };

/** On globalThis, as in deps.ts: what one bundle finds out, all must know. */
const shared = globalThis as { latchkeyOutage?: Outage };

function state(): Outage {
  shared.latchkeyOutage ??= { database: "the database", down: false, watching: false, diskFullToldAt: null };
  return shared.latchkeyOutage;
}

/** For the log: which database it is, without its password. */
export function nameDatabase(description: string): void {
  state().database = description;
}

/** Whether the database is known not to answer: nobody need wait to find out. */
export function isDatabaseDown(): boolean {
  return state().down;
}

/** Of which kind the trouble behind `error` is, if any. What may be an outage is looked into, and the log told of it once. */
export function noteTrouble(error: unknown): DatabaseTrouble | null {
  const trouble = databaseTrouble(error);
  if (trouble === "unreachable") void watch();
  if (trouble === "disk-full") tellOfFullDisk();
  return trouble;
}

/** One connection lost is no outage: only a database that refuses a fresh one is down, until it takes one again. */
async function watch(): Promise<void> {
  const outage = state();
  if (outage.watching) return;
  outage.watching = true;
  const { config, clock } = getDeps();
  const since = clock.now();
  for (let reason = await probeDatabase(config.databaseUrl); reason !== null; reason = await probeDatabase(config.databaseUrl)) {
    if (!outage.down) log.error({ reason }, `${outage.database} does not answer; requests are answered with 503`);
    outage.down = true;
    await delay(PROBE_INTERVAL_MS);
  }
  if (outage.down) log.info({ seconds: secondsBetween(since, clock.now()) }, `${outage.database} answers again`);
  Object.assign(outage, { down: false, watching: false });
}

/** What only reads goes on. */
function tellOfFullDisk(): void {
  const outage = state();
  const now = getDeps().clock.now();
  const age = outage.diskFullToldAt ? secondsBetween(outage.diskFullToldAt, now) : Number.POSITIVE_INFINITY;
  if (age >= 0 && age < DISK_FULL_INTERVAL_SECONDS) return;
  outage.diskFullToldAt = now;
  log.error(`the disk of ${outage.database} is full: nothing can be changed until there is room again`);
}
