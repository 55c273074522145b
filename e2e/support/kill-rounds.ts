import { expect } from "vitest";
import { freePort } from "@/lib/testing/free-port";
import { type Chance, seededChance } from "./chance";
import { pidOf, type StartedConsole, startConsole } from "./console";
import { newDataDir } from "./data-dir";
import { connectToServerDatabase } from "./database";
import { findHalfDone } from "./half-done";
import { waitFor } from "./wait-for";
import { contradictions, type Witness, witnessUntilTheEnd } from "./witness";

const LAUNCHER = "launch.mjs start";
const POSTGRES = "bin/postgres";
const PEOPLE = 6;
/** The kill comes after that many acknowledged changes at the most. */
const LATEST_KILL = 30;

type Report = { rounds: number; people: number; acknowledged: number; usedCodes: number };

/** Kills the console, or its database, at a random moment under load, time and again; all that must hold is held against it. */
export async function killUnderLoad(rounds: number, victims: ("console" | "database")[], seed: string): Promise<Report> {
  const chance = seededChance(seed);
  const dataDir = await newDataDir();
  // One port throughout: people's browsers go on where they were.
  const PORT = String(await freePort());
  const env = { PORT, ADMIN_USERNAME: "root", ADMIN_PASSWORD: "correct horse battery", TRUSTED_PROXIES: "127.0.0.1,::1" };
  const start = async () => {
    const started = await startConsole({ dataDir, env });
    await started.ready();
    return started;
  };
  let console = await start();
  const report: Report = { rounds, people: 0, acknowledged: 0, usedCodes: 0 };
  for (let round = 0; round < rounds; round++) {
    const victim = victims[round % victims.length];
    const restarts = countRestarts(console);
    const { witnesses, acknowledged } = await workUntilKilled(console, dataDir, chance, victim === "console" ? LAUNCHER : POSTGRES);
    if (victim === "console") console = await console.ended.then(start);
    else await waitFor("the database to be back", () => isBack(console, restarts));
    const { url } = console;
    const broken = (await Promise.all(witnesses.map((witness) => contradictions(() => url, witness)))).flat();
    expect(broken, `round ${round} of seed ${seed}`).toEqual([]);
    const database = await connectToServerDatabase(dataDir);
    expect(await findHalfDone(database).finally(database.disconnect), `round ${round} of seed ${seed}`).toEqual([]);
    report.people += witnesses.length;
    report.acknowledged += acknowledged;
    report.usedCodes += witnesses.flatMap(({ usedCodes }) => usedCodes).length;
  }
  return report;
}

const countRestarts = (console: StartedConsole) => console.output().split("starting it again").length - 1;

/** A killed database goes on answering for a moment, by those of its processes that have not noticed yet. */
async function isBack(console: StartedConsole, restartsBefore: number): Promise<boolean> {
  return countRestarts(console) > restartsBefore && (await fetch(`${console.url}/api/health/ready`)).status === 200;
}

async function workUntilKilled({ url, output }: StartedConsole, dataDir: string, chance: Chance, victim: string) {
  const database = await connectToServerDatabase(dataDir);
  const pid = await pidOf(dataDir, victim);
  const killAfter = 1 + chance.below(LATEST_KILL);
  let acknowledged = 0;
  const acknowledge = () => {
    acknowledged += 1;
    if (acknowledged === killAfter) setTimeout(() => process.kill(pid, "SIGKILL"), chance.below(100));
  };
  const world = { url: () => url, database, chance, acknowledged: acknowledge };
  const witnesses: Witness[][] = await Promise.all(Array.from({ length: PEOPLE }, () => witnessUntilTheEnd(world))).catch((error) => {
    throw new Error(`the console said:\n${output()}`, { cause: error });
  });
  await database.disconnect();
  return { witnesses: witnesses.flat(), acknowledged };
}
