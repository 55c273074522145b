import { inAlternatingOrder, median, round, type Sample, spread, underLoad } from "../measure/load";
import { cpuMs } from "../measure/processes";
import { type Contender, type Contenders, signInAnyUser, startContenders } from "./contenders";
import type { Context, Outcome } from "./part";
import { betterAuthCheck, type Check, floorCheck, latchkeyCheck } from "./session-checks";

const CONCURRENCY = 8;
const SESSIONS = 50;
const CHECKS_DURING_SIGN_INS = 4;
const USERS_SIGNING_IN = 32;

type Repeat = { latchkey: Sample; betterAuth: Sample; floor: Sample };

/** Measures a proxy's check before each request, Better Auth's check, and a route handler that does nothing. */
export async function measureSessionChecks(context: Context): Promise<Outcome> {
  const contenders = await startContenders(context.database);
  const checks = await prepare(contenders);
  for (const check of Object.values(checks)) await underLoad(CONCURRENCY, 1, check);
  const cpuBefore = cpuMs(contenders.latchkey.server.pid);
  const repeats: Repeat[] = [];
  for (let n = 1; n <= context.repeats; n++) {
    context.say(`session check: repeat ${n} of ${context.repeats}`);
    const repeat = {} as Repeat;
    for (const name of inAlternatingOrder(n, ["latchkey", "betterAuth", "floor"] as const)) {
      repeat[name] = await underLoad(CONCURRENCY, context.seconds / 2, checks[name]);
    }
    repeats.push(repeat);
  }
  const cpu = cpuPerCheck(cpuBefore, cpuMs(contenders.latchkey.server.pid), repeats);
  const during = await measureDuringSignIns(context, contenders.latchkey, checks.latchkey);
  return toOutcome(repeats, during, cpu);
}

async function prepare({ latchkey, betterAuth }: Contenders) {
  const rotating = async (contender: Contender, check: Check) => {
    const cookies = await Promise.all(Array.from({ length: SESSIONS }, () => signInAnyUser(contender)));
    let turn = 0;
    return () => check(contender, cookies[turn++ % SESSIONS] ?? "");
  };
  return {
    latchkey: await rotating(latchkey, latchkeyCheck),
    betterAuth: await rotating(betterAuth, betterAuthCheck),
    floor: () => floorCheck(betterAuth, ""),
  };
}

/** Measures session checks while many other users sign in: users behind the proxy must not notice. */
async function measureDuringSignIns(context: Context, latchkey: Contender, check: () => Promise<void>): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (let n = 1; n <= context.repeats; n++) {
    context.say(`session check while ${USERS_SIGNING_IN} people sign in: repeat ${n} of ${context.repeats}`);
    const signIns = underLoad(USERS_SIGNING_IN, context.seconds + 1, () => signInAnyUser(latchkey));
    samples.push(await underLoad(CHECKS_DURING_SIGN_INS, context.seconds, check));
    await signIns;
  }
  return samples;
}

function cpuPerCheck(before: number | null, after: number | null, repeats: Repeat[]): number | null {
  if (before === null || after === null) return null;
  return round((after - before) / repeats.reduce((sum, { latchkey }) => sum + latchkey.count, 0), 3);
}

function toOutcome(repeats: Repeat[], during: Sample[], cpuMsEach: number | null): Outcome {
  const rates = (name: keyof Repeat) => spread(repeats.map((repeat) => repeat[name].perSecond));
  return {
    numbers: {
      "session_check.per_better_auth": median(repeats.map(({ latchkey, betterAuth }) => latchkey.perSecond / betterAuth.perSecond)),
      "session_check.per_floor": median(repeats.map(({ latchkey, floor }) => latchkey.perSecond / floor.perSecond)),
      "session_check.p95_ms_during_signins": median(during.map(({ p95Ms }) => p95Ms)),
    },
    samples: {
      session_check: { latchkey: rates("latchkey"), betterAuth: rates("betterAuth"), floor: rates("floor"), cpuMsEach, during, repeats },
    },
  };
}
