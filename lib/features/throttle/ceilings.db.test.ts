import { beforeEach, describe, expect, test } from "vitest";
import { changePassword } from "@/lib/features/account/change-password";
import { findBrowser, recognizeBrowser } from "@/lib/features/known-browsers/known-browsers";
import { requireRecentVerification } from "@/lib/features/reverification/reverify";
import { beginEnrolment, confirmEnrolment } from "@/lib/features/two-factor/enrolment";
import type { Deps } from "@/lib/platform/deps";
import {
  KNOWN_BROWSER_PASSWORD_ATTEMPTS,
  KNOWN_BROWSER_SECOND_FACTOR_ATTEMPTS,
  KNOWN_BROWSERS_MAX,
  PROVIDER_ATTEMPTS,
  SITE_ATTEMPTS,
} from "@/lib/policy";
import type { FakeClock } from "@/lib/testing/fake-clock";
import { createTestDeps } from "@/lib/testing/test-deps";
import { addUser, CLIENT, codeNow, PASSWORD, signIn, type TestUser, unwrap } from "@/lib/testing/users";
import { type CredentialAttempt, consumeAttempt, refundAttempts } from "./throttle";

const DAY_MS = 24 * 60 * 60 * 1000;
const BROWSERS = [1, KNOWN_BROWSERS_MAX, 300];
const TOTP_CHANCE = 3 / 1_000_000;
/** A year is some thousand statements. */
const YEAR_TIMEOUT_MS = 60_000;

let deps: Deps;
let clock: FakeClock;
let ada: TestUser;
let addresses = 0;

beforeEach(async () => {
  ({ deps, clock } = await createTestDeps());
  ada = await addUser(deps, "ada");
});

/** A network of its own for each attempt, /16 included. */
const somewhere = () => `${1 + (++addresses % 200)}.${(addresses >> 8) % 256}.${addresses % 251}.7`;

/** Makes `count` sign-ins without a cookie. Returns the tokens that their browsers are known by. */
async function makeBrowsers(count: number, secondFactor = false): Promise<string[]> {
  const tokens: string[] = [];
  await deps.db.$rawTransaction(async (tx) => {
    for (let made = 0; made < count; made++) {
      clock.advance(1);
      tokens.push((await recognizeBrowser(deps, tx, { userId: ada.id, token: undefined, secondFactor })).token);
    }
  });
  return tokens;
}

/** One attacker without a known browser, and one for each token. */
async function attackersWith(tokens: string[], secret: CredentialAttempt["secret"]): Promise<CredentialAttempt[]> {
  const ids = await Promise.all(tokens.map((token) => findBrowser(deps, ada.id, token, secret)));
  return [null, ...ids].map((browserId) => ({ secret, target: { userId: ada.id }, browserId, ip: "" }));
}

/** When the ceiling of all known browsers allows the next attempt; polling each browser until then would only take time. */
async function ceilingEnds(): Promise<number> {
  const ceiling = await deps.db.throttleEntry.findFirst({ where: { scope: "known_browsers" } });
  return ceiling?.throttledUntil?.getTime() ?? 0;
}

/** Returns how many attempts are checked when each attacker tries at the earliest time, each time from another network. */
async function attackFor(days: number, attackers: CredentialAttempt[]): Promise<number> {
  const end = clock.now().getTime() + days * DAY_MS;
  let due = attackers.map(() => clock.now().getTime());
  let lookedAt = 0;
  for (;;) {
    const at = Math.min(...due);
    if (at >= end) return lookedAt;
    clock.set(new Date(at));
    const next = due.indexOf(at);
    const charged = await consumeAttempt(deps, { ...(attackers[next] as CredentialAttempt), ip: somewhere() });
    if (charged.ok) lookedAt += 1;
    else due[next] = charged.problem.retryAt.getTime();
    const known = attackers[next]?.browserId ? await ceilingEnds() : 0;
    due = due.map((time, index) => (attackers[index]?.browserId ? Math.max(time, known) : time));
  }
}

/** The owner switches 2FA on in a browser that has signed in before. */
async function enable(browserToken: string | undefined): Promise<string> {
  const session = unwrap(await requireRecentVerification(deps, (await signIn(deps, ada)).session));
  const { secret } = await beginEnrolment(deps, { session });
  unwrap(await confirmEnrolment(deps, { session, code: codeNow(deps, secret), browserToken, client: CLIENT }));
  return secret;
}

describe("G3: a year of codes, at sign-in and reverification, has a chance under 1 in 1,000", { timeout: YEAR_TIMEOUT_MS }, () => {
  test.each(BROWSERS)("with %i browsers that were known before 2FA was switched on: they allow no further attempt", async (count) => {
    const own = (await makeBrowsers(1))[0];
    const tokens = await makeBrowsers(count);
    await enable(own);
    const attackers = await attackersWith(tokens, "second_factor");
    expect(attackers.map(({ browserId }) => browserId)).toEqual([null, ...tokens.map(() => null)]);
    const year = await attackFor(365, attackers.slice(0, 3));
    expect(year).toBeGreaterThan(150);
    expect(year).toBeLessThan(210);
  });

  test.each(BROWSERS)("with the cookies of all of %i browsers in which the owner has signed in with a code", async (count) => {
    await enable(undefined);
    const attackers = await attackersWith(await makeBrowsers(count, true), "second_factor");
    expect(attackers.filter(({ browserId }) => browserId)).toHaveLength(Math.min(count, KNOWN_BROWSERS_MAX));
    const distinct = new Map(attackers.map((attempt) => [attempt.browserId, attempt]));
    expect((await attackFor(365, [...distinct.values()])) * TOTP_CHANCE).toBeLessThan(1 / 1000);
  });
});

test.each(BROWSERS)("G3: %i browsers known from before a new password allow no attempt at it", async (count) => {
  const tokens = await makeBrowsers(count);
  const own = (await makeBrowsers(1))[0];
  const { session } = await signIn(deps, ada);
  const reverified = unwrap(await requireRecentVerification(deps, session));
  const typed = { currentPassword: PASSWORD, newPassword: "a new lock for the door" };
  unwrap(await changePassword(deps, { session: reverified, ...typed, browserToken: own, client: CLIENT }));
  const attackers = await attackersWith(tokens, "password");
  expect(attackers.some(({ browserId }) => browserId)).toBe(false);
  expect(await findBrowser(deps, ada.id, own, "password")).not.toBeNull();
  expect(await attackFor(1, attackers.slice(0, 3))).toBe(40);
});

describe("G15: all browsers known to an account share one ceiling, which strangers cannot reach", () => {
  test.each([
    ["password", KNOWN_BROWSER_PASSWORD_ATTEMPTS],
    ["second_factor", KNOWN_BROWSER_SECOND_FACTOR_ATTEMPTS],
  ] as const)("%s: a burst from 20 of them gets what is free for all together", async (secret, { freeFailures }) => {
    const [, ...known] = await attackersWith(await makeBrowsers(20, true), secret);
    const burst = await Promise.all([...known, ...known, ...known].map((attempt) => consumeAttempt(deps, { ...attempt, ip: somewhere() })));
    expect(burst.filter(({ ok }) => ok)).toHaveLength(freeFailures);
  });

  test("a right answer in one of them refunds its own attempt and no other", async () => {
    const [, thief, owner] = await attackersWith(await makeBrowsers(2, true), "password");
    for (let failures = 0; failures < 5; failures++) await consumeAttempt(deps, { ...(thief as CredentialAttempt), ip: somewhere() });
    await refundAttempts(deps.db, unwrap(await consumeAttempt(deps, { ...(owner as CredentialAttempt), ip: somewhere() })));
    expect(await deps.db.throttleEntry.findFirst({ where: { scope: "known_browsers" } })).toMatchObject({ failures: 5 });
  });

  test("not with all networks and sessions, nor with the password", async () => {
    const [, owner] = await attackersWith(await makeBrowsers(1, true), "second_factor");
    const stranger: CredentialAttempt = { secret: "second_factor", target: { userId: ada.id }, browserId: null, ip: "" };
    await attackFor(30, [stranger]);
    expect((await consumeAttempt(deps, { ...(owner as CredentialAttempt), ip: "192.0.2.1" })).ok).toBe(true);
  });

  test("a week of failed passwords on a lost device does not delay the others", async () => {
    const [, lost, other] = await attackersWith(await makeBrowsers(2, true), "password");
    await attackFor(7, [lost as CredentialAttempt]);
    expect((await consumeAttempt(deps, { ...(other as CredentialAttempt), ip: somewhere() })).ok).toBe(true);
  });
});

describe("G16: an attempt counts for its network and the wider ones around it", () => {
  const spray = (ip: string, index: number) =>
    consumeAttempt(deps, { secret: "password", target: { unknownName: `name-${index}` }, browserId: null, ip });
  const TOO_MANY = { ok: false, problem: { code: "too-many-attempts" } };

  test.each([
    ["the /64s of an IPv6 /48", (index: number) => `2001:db8:7:${index.toString(16)}::1`, "2001:db8:8::1"],
    ["the addresses of an IPv4 /24", (index: number) => `192.0.2.${index % 250}`, "192.0.3.1"],
  ])("%s share one limit", async (_name, address, elsewhere) => {
    const indices = Array.from({ length: SITE_ATTEMPTS.freeFailures }, (_, index) => index);
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
    await deps.db.throttleEntry.updateMany({ where, data: { failures: PROVIDER_ATTEMPTS.freeFailures + 20 } });
    await spray(from, 2);
    expect(await spray(sibling, 3)).toMatchObject(TOO_MANY);
    expect((await spray(elsewhere, 4)).ok).toBe(true);
    clock.advance(1);
    expect((await spray(sibling, 5)).ok).toBe(true);
  });

  test("known browsers are counted by network too, separately from strangers: neither delays the other", async () => {
    const ip = "192.0.2.9";
    const [unknown, known] = (await attackersWith(await makeBrowsers(1), "password")) as [CredentialAttempt, CredentialAttempt];
    for (const scope of ["address", "known_address"] as const) {
      await deps.db.throttleEntry.deleteMany();
      await consumeAttempt(deps, { ...unknown, ip });
      await consumeAttempt(deps, { ...known, ip });
      await deps.db.throttleEntry.updateMany({ where: { scope, subject: ip }, data: { failures: 400 } });
      const [first, second] = scope === "address" ? [unknown, known] : [known, unknown];
      expect((await consumeAttempt(deps, { ...first, ip })).ok).toBe(true);
      expect(await consumeAttempt(deps, { ...first, ip })).toMatchObject(TOO_MANY);
      expect((await consumeAttempt(deps, { ...second, ip })).ok).toBe(true);
    }
  });
});

test("G17: right answers in between do not restart the time after which an attempt is forgiven", async () => {
  const attempt: CredentialAttempt = { secret: "password", target: { userId: ada.id }, browserId: null, ip: "192.0.2.1" };
  for (let failures = 0; failures < 5; failures++) await consumeAttempt(deps, attempt);
  for (let half = 0; half < 4; half++) {
    clock.advance(1800);
    await refundAttempts(deps.db, unwrap(await consumeAttempt(deps, attempt)));
  }
  expect(await deps.db.throttleEntry.findFirst({ where: { scope: "account" } })).toMatchObject({ failures: 3 });
});
