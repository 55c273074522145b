import { beforeEach, describe, expect, test } from "vitest";
import { changePassword } from "@/lib/features/account/change-password";
import { findBrowser, recognise } from "@/lib/features/known-browsers/known-browsers";
import { requireProof } from "@/lib/features/reverification/reverify";
import { beginEnrolment, confirmEnrolment } from "@/lib/features/two-factor/enrolment";
import type { Deps } from "@/lib/platform/deps";
import { KNOWN_BROWSERS_MAX, KNOWN_PASSWORD_GUESSES, KNOWN_SECOND_FACTOR_GUESSES, PROVIDER_GUESSES, SITE_GUESSES } from "@/lib/policy";
import type { FakeClock } from "@/lib/testing/fake-clock";
import { addPerson, CLIENT, codeNow, PASSWORD, type Person, signIn, unwrap } from "@/lib/testing/people";
import { createTestDeps } from "@/lib/testing/test-deps";
import { chargeGuess, type Guess, settleGuess } from "./throttle";

const DAY_MS = 24 * 60 * 60 * 1000;
const BROWSERS = [1, KNOWN_BROWSERS_MAX, 300];
const TOTP_CHANCE = 3 / 1_000_000;
/** A year is some thousand statements. */
const YEAR_TIMEOUT_MS = 60_000;

let deps: Deps;
let clock: FakeClock;
let ada: Person;
let addresses = 0;

beforeEach(async () => {
  ({ deps, clock } = await createTestDeps());
  ada = await addPerson(deps, "ada");
});

/** A network of its own for each guess, /16 included. */
const somewhere = () => `${1 + (++addresses % 200)}.${(addresses >> 8) % 256}.${addresses % 251}.7`;

/** What `count` sign-ins without a cookie leave: the tokens that their browsers are known by. */
async function makeBrowsers(count: number, secondFactor = false): Promise<string[]> {
  const tokens: string[] = [];
  await deps.direct.transaction(async (tx) => {
    for (let made = 0; made < count; made++) {
      clock.advance(1);
      tokens.push((await recognise(deps, tx, { userId: ada.id, token: undefined, secondFactor })).token);
    }
  });
  return tokens;
}

/** One guesser without a known browser, and one for each token. */
async function guessersWith(tokens: string[], secret: Guess["secret"]): Promise<Guess[]> {
  const ids = await Promise.all(tokens.map((token) => findBrowser(deps, ada.id, token, secret)));
  return [null, ...ids].map((browserId) => ({ secret, guessed: { userId: ada.id }, browserId, ip: "" }));
}

/** When the ceiling of all known browsers takes the next guess: to ask for each browser until then would only take time. */
async function ceilingEnds(): Promise<number> {
  const ceiling = await deps.db.guessBudget.findFirst({ where: { scope: "known_browsers" } });
  return ceiling?.nextTryAt?.getTime() ?? 0;
}

/** How many guesses are looked at when each of them guesses whenever it is possible, each time from another network. */
async function guessFor(days: number, guessers: Guess[]): Promise<number> {
  const end = clock.now().getTime() + days * DAY_MS;
  let due = guessers.map(() => clock.now().getTime());
  let lookedAt = 0;
  for (;;) {
    const at = Math.min(...due);
    if (at >= end) return lookedAt;
    clock.set(new Date(at));
    const next = due.indexOf(at);
    const charged = await chargeGuess(deps, { ...(guessers[next] as Guess), ip: somewhere() });
    if (charged.ok) lookedAt += 1;
    else due[next] = charged.problem.retryAt.getTime();
    const known = guessers[next]?.browserId ? await ceilingEnds() : 0;
    due = due.map((time, index) => (guessers[index]?.browserId ? Math.max(time, known) : time));
  }
}

/** The owner switches 2FA on in a browser that has signed in before. */
async function enable(browserToken: string | undefined): Promise<string> {
  const session = unwrap(await requireProof(deps, (await signIn(deps, ada)).session));
  const { secret } = await beginEnrolment(deps, { session });
  unwrap(await confirmEnrolment(deps, { session, code: codeNow(deps, secret), browserToken, client: CLIENT }));
  return secret;
}

describe("G3: a year of codes, at sign-in and re-verification alike, has a chance under 1 in 1,000", { timeout: YEAR_TIMEOUT_MS }, () => {
  test.each(BROWSERS)("with %i browsers that were known before 2FA was switched on: they give nothing", async (count) => {
    const own = (await makeBrowsers(1))[0];
    const tokens = await makeBrowsers(count);
    await enable(own);
    const guessers = await guessersWith(tokens, "second_factor");
    expect(guessers.map(({ browserId }) => browserId)).toEqual([null, ...tokens.map(() => null)]);
    const year = await guessFor(365, guessers.slice(0, 3));
    expect(year).toBeGreaterThan(150);
    expect(year).toBeLessThan(210);
  });

  test.each(BROWSERS)("with the cookies of all of %i browsers in which the owner has signed in with a code", async (count) => {
    await enable(undefined);
    const guessers = await guessersWith(await makeBrowsers(count, true), "second_factor");
    expect(guessers.filter(({ browserId }) => browserId)).toHaveLength(Math.min(count, KNOWN_BROWSERS_MAX));
    const distinct = new Map(guessers.map((guess) => [guess.browserId, guess]));
    expect((await guessFor(365, [...distinct.values()])) * TOTP_CHANCE).toBeLessThan(1 / 1000);
  });
});

test.each(BROWSERS)("G3: %i browsers known from before a new password give no guess at it", async (count) => {
  const tokens = await makeBrowsers(count);
  const own = (await makeBrowsers(1))[0];
  const { session } = await signIn(deps, ada);
  const proven = unwrap(await requireProof(deps, session));
  const typed = { currentPassword: PASSWORD, newPassword: "a new lock for the door" };
  unwrap(await changePassword(deps, { session: proven, ...typed, browserToken: own, client: CLIENT }));
  const guessers = await guessersWith(tokens, "password");
  expect(guessers.some(({ browserId }) => browserId)).toBe(false);
  expect(await findBrowser(deps, ada.id, own, "password")).not.toBeNull();
  expect(await guessFor(1, guessers.slice(0, 3))).toBe(40);
});

describe("G15: all browsers known to an account share one ceiling, which no stranger reaches", () => {
  test.each([
    ["password", KNOWN_PASSWORD_GUESSES],
    ["second_factor", KNOWN_SECOND_FACTOR_GUESSES],
  ] as const)("%s: a burst from 20 of them gets what is free for all together", async (secret, { freeFailures }) => {
    const [, ...known] = await guessersWith(await makeBrowsers(20, true), secret);
    const burst = await Promise.all([...known, ...known, ...known].map((guess) => chargeGuess(deps, { ...guess, ip: somewhere() })));
    expect(burst.filter(({ ok }) => ok)).toHaveLength(freeFailures);
  });

  test("a right answer in one of them gives back its own guess and no other", async () => {
    const [, thief, owner] = await guessersWith(await makeBrowsers(2, true), "password");
    for (let failures = 0; failures < 5; failures++) await chargeGuess(deps, { ...(thief as Guess), ip: somewhere() });
    await settleGuess(deps.direct, unwrap(await chargeGuess(deps, { ...(owner as Guess), ip: somewhere() })));
    expect(await deps.db.guessBudget.findFirst({ where: { scope: "known_browsers" } })).toMatchObject({ failures: 5 });
  });

  test("not with every network and session that there is, nor with the password", async () => {
    const [, owner] = await guessersWith(await makeBrowsers(1, true), "second_factor");
    const stranger: Guess = { secret: "second_factor", guessed: { userId: ada.id }, browserId: null, ip: "" };
    await guessFor(30, [stranger]);
    expect((await chargeGuess(deps, { ...(owner as Guess), ip: "192.0.2.1" })).ok).toBe(true);
  });

  test("a lost device on which passwords are guessed for a week does not delay the others", async () => {
    const [, lost, other] = await guessersWith(await makeBrowsers(2, true), "password");
    await guessFor(7, [lost as Guess]);
    expect((await chargeGuess(deps, { ...(other as Guess), ip: somewhere() })).ok).toBe(true);
  });
});

describe("G16: a network is counted with the wider ones that it belongs to", () => {
  const spray = (ip: string, index: number) =>
    chargeGuess(deps, { secret: "password", guessed: { unknownName: `name-${index}` }, browserId: null, ip });
  const TOO_MANY = { ok: false, problem: { code: "too-many-tries" } };

  test.each([
    ["the /64s of an IPv6 /48", (index: number) => `2001:db8:7:${index.toString(16)}::1`, "2001:db8:8::1"],
    ["the addresses of an IPv4 /24", (index: number) => `192.0.2.${index % 250}`, "192.0.3.1"],
  ])("%s share one limit", async (_name, address, elsewhere) => {
    const indices = Array.from({ length: SITE_GUESSES.freeFailures }, (_, index) => index);
    for (const some of [indices.slice(0, 500), indices.slice(500)]) await Promise.all(some.map((index) => spray(address(index), index)));
    expect(await spray(address(77), 1001)).toMatchObject(TOO_MANY);
    expect((await spray(elsewhere, 1002)).ok).toBe(true);
  });

  test.each([
    ["the /48s of an IPv6 /32", "2001:db8:1::1", "2001:db8:ffff::1", "2001:db9::1"],
    ["the /24s of an IPv4 /16", "198.51.7.1", "198.51.200.1", "198.52.1.1"],
  ])("%s share one limit, whose delays are a second at most", async (_name, from, sibling, elsewhere) => {
    await spray(from, 1);
    const where = { scope: "address", subject: { contains: from.includes(":") ? "/32" : "/16" } } as const;
    await deps.db.guessBudget.updateMany({ where, data: { failures: PROVIDER_GUESSES.freeFailures + 20 } });
    await spray(from, 2);
    expect(await spray(sibling, 3)).toMatchObject(TOO_MANY);
    expect((await spray(elsewhere, 4)).ok).toBe(true);
    clock.advance(1);
    expect((await spray(sibling, 5)).ok).toBe(true);
  });

  test("known browsers are counted by their network too, apart from strangers: neither delays the other", async () => {
    const ip = "192.0.2.9";
    const [unknown, known] = (await guessersWith(await makeBrowsers(1), "password")) as [Guess, Guess];
    for (const scope of ["address", "known_address"] as const) {
      await deps.db.guessBudget.deleteMany();
      await chargeGuess(deps, { ...unknown, ip });
      await chargeGuess(deps, { ...known, ip });
      await deps.db.guessBudget.updateMany({ where: { scope, subject: ip }, data: { failures: 400 } });
      const [first, second] = scope === "address" ? [unknown, known] : [known, unknown];
      expect((await chargeGuess(deps, { ...first, ip })).ok).toBe(true);
      expect(await chargeGuess(deps, { ...first, ip })).toMatchObject(TOO_MANY);
      expect((await chargeGuess(deps, { ...second, ip })).ok).toBe(true);
    }
  });
});

test("G17: right answers in between cost nothing of the time after which a guess is forgiven", async () => {
  const guess: Guess = { secret: "password", guessed: { userId: ada.id }, browserId: null, ip: "192.0.2.1" };
  for (let failures = 0; failures < 5; failures++) await chargeGuess(deps, guess);
  for (let half = 0; half < 4; half++) {
    clock.advance(1800);
    await settleGuess(deps.direct, unwrap(await chargeGuess(deps, guess)));
  }
  expect(await deps.db.guessBudget.findFirst({ where: { scope: "account" } })).toMatchObject({ failures: 3 });
});
