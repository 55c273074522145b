import { recordBareAction } from "../client/recorded-sign-in";
import { argon2PerSecond } from "../measure/argon2";
import { inAlternatingOrder, median, round, type Sample, spread, underLoad } from "../measure/load";
import { cpuMs, machineCpuMs, memoryMb } from "../measure/processes";
import { type Contender, signInAnyUser, startContenders } from "./contenders";
import type { Context, Outcome } from "./part";

const CONCURRENCY = [1, 8, 32] as const;

type Measured = Sample & { cpuMsEach: number | null; machineCpuMsEach: number; memoryMb: number | null };
type Turn = Record<`c${(typeof CONCURRENCY)[number]}`, Measured>;
type BareActions = { perSecond: number; machineCpuMsEach: number };
type Repeat = { argon2PerSecond: number; twoBareActions: BareActions; latchkey: Turn; betterAuth: Turn };

/** Measures complete sign-ins of both, in turn, with the machine's argon2id limit before each turn. */
export async function measureSignIns(context: Context): Promise<Outcome> {
  const contenders = await startContenders(context.database);
  for (const contender of Object.values(contenders)) await underLoad(8, 2, () => signInAnyUser(contender));
  const twoBareActions = await prepareBareActions(contenders.betterAuth);
  const repeats: Repeat[] = [];
  for (let n = 1; n <= context.repeats; n++) {
    context.say(`sign-in: repeat ${n} of ${context.repeats}`);
    const limit = await argon2PerSecond(3);
    const bare = await onTheMachine(() => underLoad(8, 3, twoBareActions));
    const turns = { latchkey: {}, betterAuth: {} } as { latchkey: Turn; betterAuth: Turn };
    for (const concurrency of CONCURRENCY) {
      for (const name of inAlternatingOrder(n, ["latchkey", "betterAuth"] as const)) {
        turns[name][`c${concurrency}`] = await measure(contenders[name], concurrency, context.seconds);
      }
    }
    repeats.push({ argon2PerSecond: limit, twoBareActions: bare, ...turns });
  }
  return toOutcome(repeats);
}

/** As many server actions of Next.js as a sign-in of ours has, which do nothing. */
async function prepareBareActions({ server, client }: Contender): Promise<() => Promise<void>> {
  const { path, headers, body } = await recordBareAction(server.url);
  return async () => {
    for (let n = 0; n < 2; n++) {
      const { status } = await client.send({ method: "POST", path, headers, body });
      if (status !== 200) throw new Error(`the bare action was answered with ${status}`);
    }
  };
}

/** The measured calls, with the processor time of each on the whole machine. */
async function onTheMachine(measuring: () => Promise<Sample>): Promise<Sample & { machineCpuMsEach: number }> {
  const before = machineCpuMs();
  const sample = await measuring();
  return { ...sample, machineCpuMsEach: round((machineCpuMs() - before) / sample.count) };
}

async function measure(contender: Contender, concurrency: number, seconds: number): Promise<Measured> {
  const before = cpuMs(contender.server.pid);
  const sample = await onTheMachine(() => underLoad(concurrency, seconds, () => signInAnyUser(contender)));
  const after = cpuMs(contender.server.pid);
  const cpuMsEach = before !== null && after !== null ? round((after - before) / sample.count) : null;
  return { ...sample, cpuMsEach, memoryMb: memoryMb(contender.server.pid) };
}

function toOutcome(repeats: Repeat[]): Outcome {
  const of = (read: (repeat: Repeat) => number) => repeats.map(read);
  const memory = repeats.flatMap(({ latchkey }) => latchkey.c32.memoryMb ?? []);
  return {
    numbers: {
      "signin.per_argon2_limit_c8": median(of(({ latchkey, argon2PerSecond: limit }) => latchkey.c8.perSecond / limit)),
      "signin.per_better_auth_c8": median(of(({ latchkey, betterAuth }) => latchkey.c8.perSecond / betterAuth.c8.perSecond)),
      "signin.p95_ratio_better_auth_c8": median(of(({ latchkey, betterAuth }) => latchkey.c8.p95Ms / betterAuth.c8.p95Ms)),
      ...(memory.length > 0 && { "memory.c32_mb": median(memory) }),
    },
    samples: {
      signin: {
        argon2PerSecond: spread(of((repeat) => repeat.argon2PerSecond)),
        twoBareActions: {
          perSecond: spread(of(({ twoBareActions }) => twoBareActions.perSecond)),
          machineCpuMsEach: spread(of(({ twoBareActions }) => twoBareActions.machineCpuMsEach)),
        },
        ...summary(repeats),
        repeats,
      },
    },
  };
}

/** For people: of each system and concurrency the median rate and latencies, with their spread. */
function summary(repeats: Repeat[]) {
  const each = (name: "latchkey" | "betterAuth") =>
    Object.fromEntries(
      CONCURRENCY.map((concurrency) => {
        const samples = repeats.map((repeat) => repeat[name][`c${concurrency}`]);
        const cpu = samples.flatMap(({ cpuMsEach }) => cpuMsEach ?? []);
        const spreads = {
          perSecond: spread(samples.map(({ perSecond }) => perSecond)),
          p50Ms: spread(samples.map(({ p50Ms }) => p50Ms)),
          p95Ms: spread(samples.map(({ p95Ms }) => p95Ms)),
          p99Ms: spread(samples.map(({ p99Ms }) => p99Ms)),
          machineCpuMsEach: spread(samples.map(({ machineCpuMsEach }) => machineCpuMsEach)),
        };
        return [`c${concurrency}`, { ...spreads, ...(cpu.length > 0 && { cpuMsEach: spread(cpu) }) }];
      }),
    );
  return { latchkey: each("latchkey"), betterAuth: each("betterAuth") };
}
