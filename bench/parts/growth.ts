import { createClient } from "../client/http";
import { inAlternatingOrder, inTurn, median, type Sample, spread, underLoad } from "../measure/load";
import { copyDatabase } from "../setup/database-server";
import { seedLatchkey } from "../setup/seed-latchkey";
import { startLatchkey } from "../setup/servers";
import { type AdminPage, administratorCookie, adminPages, readPage } from "./admin-pages";
import { type Contender, latchkeyContender, signInAnyUser } from "./contenders";
import type { Context, Outcome } from "./part";
import { latchkeyCheck } from "./session-checks";

const SIZES = { "1k": 1_000, "100k": 100_000, "1m": 1_000_000 } as const;
type Size = keyof typeof SIZES;
const SIGNERS = 900;
const CONCURRENCY = 8;
const READS = 20;

type Place = { contender: Contender; administrator: string; pages: Partial<Record<AdminPage, string>>; check: () => Promise<void> };
type Measured = { signIn: Sample; check: Sample; pages: Partial<Record<AdminPage, Sample>> };
type Repeat = Record<Size, Measured>;

/** Measures whether a console with a million users is slower than one with a thousand. */
export async function measureGrowth(context: Context): Promise<Outcome> {
  const places = {} as Record<Size, Place>;
  for (const size of Object.keys(SIZES) as Size[]) places[size] = await prepare(context, size);
  const repeats: Repeat[] = [];
  for (let n = 1; n <= context.repeats; n++) {
    context.say(`growth: repeat ${n} of ${context.repeats}`);
    const repeat = {} as Repeat;
    for (const size of inAlternatingOrder(n, Object.keys(SIZES) as Size[])) repeat[size] = await measure(places[size], context.seconds / 2);
    repeats.push(repeat);
  }
  return toOutcome(repeats);
}

async function prepare({ database, say }: Context, size: Size): Promise<Place> {
  say(`growth: ${SIZES[size].toLocaleString("en")} people`);
  const seed = await seedLatchkey(database, SIZES[size], SIGNERS);
  const databaseUrl = await copyDatabase(database, seed, `growth_${size}`);
  const server = await startLatchkey(databaseUrl);
  const contender = await latchkeyContender(server, SIGNERS);
  const administrator = await administratorCookie(databaseUrl);
  const pages = await adminPages(createClient(server.url), administrator, databaseUrl);
  await underLoad(CONCURRENCY, 1, () => signInAnyUser(contender));
  const cookie = await signInAnyUser(contender);
  for (const address of Object.values(pages)) await readPage(contender.client, administrator, address);
  return { contender, administrator, pages, check: () => latchkeyCheck(contender, cookie) };
}

async function measure({ contender, administrator, pages, check }: Place, seconds: number): Promise<Measured> {
  const signIn = await underLoad(CONCURRENCY, seconds, () => signInAnyUser(contender));
  const measured: Measured = { signIn, check: await underLoad(CONCURRENCY, seconds, check), pages: {} };
  for (const [name, address] of Object.entries(pages) as [AdminPage, string][]) {
    measured.pages[name] = await inTurn(READS, () => readPage(contender.client, administrator, address));
  }
  return measured;
}

function toOutcome(repeats: Repeat[]): Outcome {
  const numbers: Record<string, number> = {
    "growth.signin_1m_per_1k": median(repeats.map((repeat) => repeat["1m"].signIn.perSecond / repeat["1k"].signIn.perSecond)),
    "growth.session_check_1m_per_1k": median(repeats.map((repeat) => repeat["1m"].check.perSecond / repeat["1k"].check.perSecond)),
  };
  for (const name of Object.keys(repeats[0]?.["1m"].pages ?? {}) as AdminPage[]) {
    const p95 = (repeat: Repeat, size: Size) => repeat[size].pages[name]?.p95Ms ?? Number.NaN;
    numbers[`admin.${name}.p95_ms_1m`] = median(repeats.map((repeat) => p95(repeat, "1m")));
    numbers[`admin.${name}.ratio_1m_per_1k`] = median(repeats.map((repeat) => p95(repeat, "1m") / p95(repeat, "1k")));
  }
  const rates = (size: Size) => ({
    signInsPerSecond: spread(repeats.map((repeat) => repeat[size].signIn.perSecond)),
    checksPerSecond: spread(repeats.map((repeat) => repeat[size].check.perSecond)),
  });
  return { numbers, samples: { growth: { "1k": rates("1k"), "100k": rates("100k"), "1m": rates("1m"), repeats } } };
}
