import { readConfig } from "@/lib/platform/config/config";
import { applyMigrations } from "@/lib/platform/db/migrations";
import { createDeps, type Deps } from "@/lib/platform/deps";
import { PASSWORD_ATTEMPTS } from "@/lib/policy";
import { fakeClock } from "@/lib/testing/fake-clock";
import { addUser, addUserWithTwoFactor, enterPassword, PASSWORD } from "@/lib/testing/users";
import { inAlternatingOrder, round, spread } from "../measure/load";
import { AUTH_SECRET, ENCRYPTION_KEYS } from "../setup/constants";
import type { DatabaseServer } from "../setup/database-server";
import { ROOT } from "../setup/folders";
import { atEnd } from "../setup/lifetime";
import type { Context, Outcome } from "./part";

const ROUNDS_PER_REPEAT = 100;
const DATABASE = "enumeration";

/** The accounts that a sign-in names, and the password it has for each. */
const PASSWORDS = { unknown: "wrong", protected: "wrong", disabled: PASSWORD, throttled: "wrong", throttled_unknown: "wrong" };
type Kind = keyof typeof PASSWORDS;
const KINDS = Object.keys(PASSWORDS) as Kind[];
const THROTTLED: Kind[] = ["throttled", "throttled_unknown"];

const PAIRS: [Kind, Kind][] = [
  ["unknown", "protected"],
  ["unknown", "disabled"],
  ["protected", "disabled"],
  ["throttled_unknown", "throttled"],
];

/** Measures whether the time of a refused sign-in reveals who has an account, without a network or server in between. */
export async function measureEnumeration({ database, repeats, say }: Context): Promise<Outcome> {
  const deps = await prepareDeps(database);
  await addUserWithTwoFactor(deps, "protected");
  await addUser(deps, "throttled");
  await addUser(deps, "disabled", { disabledAt: deps.clock.now() });
  const rounds = repeats * ROUNDS_PER_REPEAT;
  say(`enumeration: ${rounds} refused sign-ins of each kind`);
  const timings = Object.fromEntries(KINDS.map((kind) => [kind, [] as number[]])) as Record<Kind, number[]>;
  for (let n = 1; n <= rounds; n++) {
    await deps.db.throttleEntry.deleteMany();
    for (const kind of THROTTLED) for (let failures = 0; failures < PASSWORD_ATTEMPTS.freeFailures; failures++) await refuse(deps, kind);
    for (const kind of inAlternatingOrder(n, KINDS)) {
      const start = performance.now();
      await refuse(deps, kind);
      timings[kind].push(performance.now() - start);
    }
  }
  return toOutcome(timings);
}

async function prepareDeps(server: DatabaseServer): Promise<Deps> {
  await server.run(`DROP DATABASE IF EXISTS "${DATABASE}" WITH (FORCE)`);
  await server.run(`CREATE DATABASE "${DATABASE}"`);
  atEnd(() => server.run(`DROP DATABASE IF EXISTS "${DATABASE}" WITH (FORCE)`));
  const databaseUrl = server.url(DATABASE);
  await applyMigrations(databaseUrl, ROOT);
  const config = readConfig({ APP_URL: "http://localhost:3000", DATABASE_URL: databaseUrl, AUTH_SECRET, ENCRYPTION_KEYS });
  const { deps, connection } = createDeps(config, { name: "latchkey-bench", connections: 2 });
  atEnd(connection.disconnect);
  return { ...deps, clock: fakeClock() };
}

async function refuse(deps: Deps, kind: Kind): Promise<void> {
  const { ok } = await enterPassword(deps, { id: "", username: kind }, PASSWORDS[kind]);
  if (ok) throw new Error(`the sign-in of "${kind}" was not refused`);
}

function toOutcome(timings: Record<Kind, number[]>): Outcome {
  const shares = PAIRS.map(([one, other]) => [`enumeration.${one}_faster_than_${other}`, fasterShare(timings[one], timings[other])]);
  const ms = Object.fromEntries(KINDS.map((kind) => [kind, spread(timings[kind])]));
  return { numbers: Object.fromEntries(shares), samples: { enumeration: { ms, timings } } };
}

/** The share of pairs in which one of `ones` is less than one of `others` (Mann-Whitney); 0.5: indistinguishable. */
function fasterShare(ones: number[], others: number[]): number {
  const wins = ones.map((a) => others.filter((b) => a < b).length + others.filter((b) => a === b).length / 2);
  return round(wins.reduce((sum, count) => sum + count, 0) / (ones.length * others.length), 3);
}
