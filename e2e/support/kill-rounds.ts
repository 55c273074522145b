import { expect } from "vitest";
import { freePort } from "@/lib/testing/free-port";
import { ADMINISTRATOR, isReady, pidOf, type StartedApp, startReadyApp } from "./app";
import { newDataDir } from "./data-dir";
import { connectToServerDatabase } from "./database";
import { findHalfDone } from "./database-contents";
import { type Chance, findViolations, seededChance, type TrackedUser, trackUsersUntilKilled } from "./tracked-users";
import { waitFor } from "./wait-for";

const LAUNCHER = "launch.mjs start";
const POSTGRES = "bin/postgres";
const USER_COUNT = 6;
/** The kill comes after that many acknowledged changes at the most. */
const LATEST_KILL = 30;

type Report = { rounds: number; users: number; acknowledged: number; usedCodes: number };

/** Kills the console or its database repeatedly, at random moments under load, and checks all guarantees. */
export async function killUnderLoad(rounds: number, victims: ("console" | "database")[], seed: string): Promise<Report> {
  const chance = seededChance(seed);
  const dataDir = await newDataDir();
  // One port throughout: the users' browsers continue.
  const PORT = String(await freePort());
  const env = { ...ADMINISTRATOR, PORT, TRUSTED_PROXIES: "127.0.0.1,::1" };
  const start = async () => {
    const started = await startReadyApp({ dataDir, env });
    return started;
  };
  let app = await start();
  const report: Report = { rounds, users: 0, acknowledged: 0, usedCodes: 0 };
  for (let round = 0; round < rounds; round++) {
    const victim = victims[round % victims.length];
    const restarts = countRestarts(app);
    const { users, acknowledged } = await workUntilKilled(app, dataDir, chance, victim === "console" ? LAUNCHER : POSTGRES);
    if (victim === "console") app = await app.ended.then(start);
    else await waitFor("the database to be back", () => isBack(app, restarts));
    const { url } = app;
    const broken = (await Promise.all(users.map((tracked) => findViolations(() => url, tracked)))).flat();
    expect(broken, `round ${round} of seed ${seed}`).toEqual([]);
    const database = await connectToServerDatabase(dataDir);
    expect(await findHalfDone(database).finally(database.disconnect), `round ${round} of seed ${seed}`).toEqual([]);
    report.users += users.length;
    report.acknowledged += acknowledged;
    report.usedCodes += users.flatMap(({ usedCodes }) => usedCodes).length;
  }
  return report;
}

const countRestarts = (app: StartedApp) => app.output().split("starting it again").length - 1;

/** A killed database still answers for a moment, from processes that have not noticed yet. */
async function isBack(app: StartedApp, restartsBefore: number): Promise<boolean> {
  return countRestarts(app) > restartsBefore && (await isReady(app.url));
}

async function workUntilKilled({ url, output }: StartedApp, dataDir: string, chance: Chance, victim: string) {
  const database = await connectToServerDatabase(dataDir);
  const pid = await pidOf(dataDir, victim);
  const killAfter = 1 + chance.below(LATEST_KILL);
  let acknowledged = 0;
  const acknowledge = () => {
    acknowledged += 1;
    if (acknowledged === killAfter) setTimeout(() => process.kill(pid, "SIGKILL"), chance.below(100));
  };
  const scene = { url: () => url, database, chance, acknowledged: acknowledge };
  const users: TrackedUser[][] = await Promise.all(Array.from({ length: USER_COUNT }, () => trackUsersUntilKilled(scene))).catch(
    (error) => {
      throw new Error(`the console said:\n${output()}`, { cause: error });
    },
  );
  await database.disconnect();
  return { users: users.flat(), acknowledged };
}
