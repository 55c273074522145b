import { beforeEach, describe, expect, test } from "vitest";
import { unlockAsOperator } from "@/lib/features/administration/act-on-user";
import { readRetryTime } from "@/lib/features/sign-in/attempt";
import { beginSignIn } from "@/lib/features/sign-in/sign-in";
import { verifySecondFactor } from "@/lib/features/sign-in/verify-second-factor";
import type { Deps } from "@/lib/platform/deps";
import { ADDRESS_ATTEMPTS, LOGIN_ATTEMPT_CODE_ATTEMPTS, PASSWORD_ATTEMPTS, SECOND_FACTOR_ATTEMPTS, type ThrottleLimit } from "@/lib/policy";
import type { FakeClock } from "@/lib/testing/fake-clock";
import { createTestDeps } from "@/lib/testing/test-deps";
import { addUser, addUserWithTwoFactor, type CLIENT, codeNow, PASSWORD, type TestUserWithTwoFactor, unwrap } from "@/lib/testing/users";
import {
  type CredentialAttempt,
  consumeAttempt,
  findActiveThrottles,
  notifyThrottledUsers,
  purgeThrottleEntries,
  refundAttempts,
} from "./throttle";

const BURST = Array.from({ length: 50 });
const DAY_SECONDS = 24 * 60 * 60;
const TOO_MANY = { ok: false, problem: { code: "too-many-attempts" } };

let deps: Deps;
let clock: FakeClock;
let ada: TestUserWithTwoFactor;
let addresses = 0;

beforeEach(async () => {
  ({ deps, clock } = await createTestDeps());
  ada = await addUserWithTwoFactor(deps, "ada");
  await deps.db.throttleEntry.deleteMany();
  clock.advance(60);
});

/** A new address each time, like an attacker with many addresses. */
const somewhere = () => ({ ip: `198.51.${(++addresses >> 8) & 255}.${addresses & 255}`, userAgent: "stranger" });
type From = { browserToken?: string; client?: typeof CLIENT };

function typePassword(identifier: string, password: string, { browserToken, client = somewhere() }: From = {}) {
  return beginSignIn(deps, { identifier, password, remember: false, returnTo: null, browserToken, client });
}

/** Returns the token of the started sign-in. */
function pending(result: Awaited<ReturnType<typeof typePassword>>): string {
  const begun = unwrap(result);
  if (begun.status !== "pending") throw new Error("the password was all that was asked for");
  return begun.attemptToken;
}

/** Enters a wrong or right code in a new sign-in with the right password. */
async function typeCode(code: string, { browserToken, client = somewhere() }: From = {}) {
  const attemptToken = pending(await typePassword("ada", PASSWORD, { browserToken, client }));
  return verifySecondFactor(deps, { attemptToken, code, remember: false, browserToken, client });
}

/** A complete sign-in of the user. Returns the token by which the browser is known from then on. */
async function ownerSignsIn(from: From = {}): Promise<string> {
  clock.advance(30);
  return unwrap(await typeCode(codeNow(deps, ada.secret), from)).browserToken;
}

async function useUp({ freeFailures }: ThrottleLimit, attempt: () => Promise<{ ok: boolean }>) {
  for (let failures = 0; failures < freeFailures; failures++) expect(await attempt()).not.toMatchObject(TOO_MANY);
  expect(await attempt()).toMatchObject(TOO_MANY);
}

describe("G1: strangers' failed attempts do not delay a browser that the account has signed in with", () => {
  test("passwords", async () => {
    const browserToken = await ownerSignsIn();
    await useUp(PASSWORD_ATTEMPTS, () => typePassword("ada", "wrong"));
    expect(await typePassword("ada", PASSWORD)).toMatchObject(TOO_MANY);
    expect((await typePassword("ada", PASSWORD, { browserToken })).ok).toBe(true);
  });

  test("codes", async () => {
    const browserToken = await ownerSignsIn();
    await useUp(SECOND_FACTOR_ATTEMPTS, () => typeCode("000000"));
    clock.advance(29);
    expect(await typeCode(codeNow(deps, ada.secret))).toMatchObject(TOO_MANY);
    await ownerSignsIn({ browserToken });
  });

  test("the browser token of another account, and a made-up one, allow no further attempt", async () => {
    await addUser(deps, "bob");
    const begun = unwrap(await typePassword("bob", PASSWORD));
    if (begun.status !== "complete") throw new Error("bob has no second factor");
    await useUp(PASSWORD_ATTEMPTS, () => typePassword("ada", "wrong"));
    for (const browserToken of [begun.login.browserToken, "x".repeat(43)]) {
      expect(await typePassword("ada", PASSWORD, { browserToken })).toMatchObject(TOO_MANY);
    }
  });

  test("the browser token of another account's sign-in with a code allows no further attempt at codes", async () => {
    const bob = await addUserWithTwoFactor(deps, "bob");
    clock.advance(30);
    const code = { attemptToken: pending(await typePassword("bob", PASSWORD)), code: codeNow(deps, bob.secret), remember: false };
    const { browserToken } = unwrap(await verifySecondFactor(deps, { ...code, browserToken: undefined, client: somewhere() }));
    await useUp(SECOND_FACTOR_ATTEMPTS, () => typeCode("000000"));
    expect(await typeCode(codeNow(deps, ada.secret), { browserToken })).toMatchObject(TOO_MANY);
  });

  test("K7: a browser in which only the password has passed is not known to codes", async () => {
    const browserToken = await ownerSignsIn();
    await deps.db.knownBrowser.updateMany({ data: { secondFactor: false } });
    await typeCode("000000", { browserToken });
    const charged = await deps.db.throttleEntry.findMany({
      where: { secret: "second_factor", failures: { gt: 0 } },
      select: { scope: true },
    });
    expect(new Set(charged.map(({ scope }) => scope))).toEqual(new Set(["account", "address"]));
  });

  test("a known browser has a limit of its own, which a right answer resets", async () => {
    const browserToken = await ownerSignsIn();
    for (let failures = 1; failures < SECOND_FACTOR_ATTEMPTS.freeFailures; failures++) await typeCode("000000", { browserToken });
    await ownerSignsIn({ browserToken });
    await useUp(SECOND_FACTOR_ATTEMPTS, () => typeCode("000000", { browserToken }));
  });
});

describe("G2: a right answer refunds the attempts of its own sign-in and no others", () => {
  const failuresOf = async (scope: "account" | "address") =>
    (await deps.db.throttleEntry.findMany({ where: { scope, secret: "second_factor", failures: { gt: 0 } } })).map(
      ({ failures }) => failures,
    );

  test("those of strangers stay counted, however often the user signs in", async () => {
    for (let failures = 0; failures < 4; failures++) await typeCode("000000");
    await ownerSignsIn();
    await ownerSignsIn();
    expect(await failuresOf("account")).toEqual([4]);
  });

  test("after codes from several addresses only the right one is refunded: no row is refunded more than it counted", async () => {
    const [elsewhere, here] = [somewhere(), somewhere()];
    const attempt: CredentialAttempt = { secret: "second_factor", target: { userId: ada.id }, browserId: null, ip: here.ip };
    for (let failures = 0; failures < 3; failures++) await consumeAttempt(deps, attempt);
    const attemptToken = pending(await typePassword("ada", PASSWORD, { client: here }));
    const type = (code: string, client: typeof CLIENT) =>
      verifySecondFactor(deps, { attemptToken, code, remember: false, browserToken: undefined, client });
    for (let failures = 0; failures < 4; failures++) await type("000000", elsewhere);
    unwrap(await type(codeNow(deps, ada.secret), here));
    const row = (subject: string) => deps.db.throttleEntry.findFirst({ where: { secret: "second_factor", subject } });
    expect([await row(here.ip), await row(elsewhere.ip), await row(ada.id)]).toMatchObject([3, 4, 7].map((failures) => ({ failures })));
  });

  test("a network is never refunded more than it counted: wrong codes with the browser's cookie, the right one without it", async () => {
    const browserToken = await ownerSignsIn();
    clock.advance(30);
    const client = somewhere();
    const attempt: CredentialAttempt = {
      secret: "second_factor",
      target: { userId: (await addUser(deps, "bob")).id },
      browserId: null,
      ip: client.ip,
    };
    for (let failures = 0; failures < 5; failures++) await consumeAttempt(deps, attempt);
    const attemptToken = pending(await typePassword("ada", PASSWORD, { client }));
    const type = (code: string, token?: string) =>
      verifySecondFactor(deps, { attemptToken, code, remember: false, browserToken: token, client });
    for (let failures = 0; failures < 4; failures++) await type("000000", browserToken);
    unwrap(await type(codeNow(deps, ada.secret)));
    const row = await deps.db.throttleEntry.findFirst({ where: { scope: "address", secret: "second_factor", subject: client.ip } });
    expect(row).toMatchObject({ failures: 5 });
  });

  test("the wrong codes before the right one are refunded with it, to the account", async () => {
    const client = somewhere();
    const attemptToken = pending(await typePassword("ada", PASSWORD, { client }));
    const type = (code: string) => verifySecondFactor(deps, { attemptToken, code, remember: false, browserToken: undefined, client });
    for (let failures = 0; failures < 4; failures++) await type("000000");
    expect(await failuresOf("account")).toEqual([4]);
    unwrap(await type(codeNow(deps, ada.secret)));
    expect(await failuresOf("account")).toEqual([]);
    expect(await failuresOf("address")).toEqual([4, 4, 4]);
  });
});

test("G3: a year of attempts at the earliest time, with a user who signs in every day, has a chance under 1 in 1,000", async () => {
  const attempt: CredentialAttempt = { secret: "second_factor", target: { userId: ada.id }, browserId: null, ip: "192.0.2.1" };
  let attempts = 0;
  const end = clock.now().getTime() + 365 * DAY_SECONDS * 1000;
  let ownerAt = clock.now().getTime();
  while (clock.now().getTime() < end) {
    if (clock.now().getTime() >= ownerAt) {
      const owner = await consumeAttempt(deps, { ...attempt, ip: "203.0.113.5" });
      if (owner.ok) await refundAttempts(deps.db, owner.value);
      if (owner.ok) ownerAt += DAY_SECONDS * 1000;
    }
    const charged = await consumeAttempt(deps, { ...attempt, ip: somewhere().ip });
    if (charged.ok) attempts += 1;
    else clock.set(charged.problem.retryAt);
  }
  expect(attempts).toBeGreaterThan(150);
  expect((attempts * 3) / 1_000_000).toBeLessThan(1 / 1000);
});

test("G4: no delay exceeds the longest, however many attempts failed, and one is forgiven for each interval that passes", async () => {
  const row = { secret: "second_factor", scope: "account", subject: ada.id, userId: ada.id, lastAttemptAt: clock.now() } as const;
  await deps.db.throttleEntry.create({ data: { ...row, failures: 2_000_000 } });
  await typeCode("000000");
  clock.advance(SECOND_FACTOR_ATTEMPTS.longestDelaySeconds);
  await ownerSignsIn();
  await deps.db.throttleEntry.updateMany({
    where: { subject: ada.id },
    data: { failures: 12, throttledUntil: null, lastAttemptAt: clock.now() },
  });
  clock.advance(5 * SECOND_FACTOR_ATTEMPTS.longestDelaySeconds);
  await typeCode("000000");
  const { failures } = await deps.db.throttleEntry.findFirstOrThrow({ where: { subject: ada.id, secret: "second_factor" } });
  expect(failures).toBe(12 - 5 + 1);
});

test("G5: a name without an account is throttled like one with an account", async () => {
  const answers = async (name: string) => {
    const given: unknown[] = [];
    for (let attempt = 0; attempt < PASSWORD_ATTEMPTS.freeFailures + 3; attempt++) given.push(await typePassword(name, "wrong"));
    clock.advance(PASSWORD_ATTEMPTS.firstDelaySeconds);
    given.push(await typePassword(name, "wrong"), await typePassword(name, "wrong"));
    clock.advance(-PASSWORD_ATTEMPTS.firstDelaySeconds);
    return given;
  };
  await addUser(deps, "bob", { disabledAt: clock.now() });
  const expected = await answers("ada");
  expect(expected).toContainEqual({ ok: false, problem: { code: "wrong-credentials", retryAt: null } });
  expect(expected).toContainEqual({ ok: false, problem: { code: "wrong-credentials", retryAt: expect.any(Date) } });
  expect(expected).toContainEqual({ ok: false, problem: { code: "too-many-attempts", retryAt: expect.any(Date) } });
  expect(await answers("no such account")).toEqual(expected);
  expect(await answers("bob")).toEqual(expected);
});

test("G6: 50 parallel attempts in as many sign-ins and from as many addresses get no more than the account's limit", async () => {
  const results = await Promise.all(BURST.map(() => typePassword("ada", "wrong")));
  const counted = results.filter((result) => !result.ok && result.problem.code === "wrong-credentials");
  expect(counted).toHaveLength(PASSWORD_ATTEMPTS.freeFailures);
});

describe("G7: attempts are counted by network", () => {
  const names = Array.from({ length: ADDRESS_ATTEMPTS.freeFailures }, (_, index) => `name-${index}`);
  /** Failed attempts at many accounts, without the hashing, which would only add time. */
  const spray = (ip: (index: number) => string) =>
    Promise.all(
      names.map((unknownName, index) =>
        consumeAttempt(deps, { secret: "password", target: { unknownName }, browserId: null, ip: ip(index) }),
      ),
    );

  test("one password tried on many accounts from one address", async () => {
    await spray(() => "192.0.2.99");
    expect(await typePassword("somebody", "wrong", { client: { ip: "192.0.2.99", userAgent: "" } })).toMatchObject(TOO_MANY);
    expect(await typePassword("somebody", "wrong", { client: { ip: "192.0.2.98", userAgent: "" } })).not.toMatchObject(TOO_MANY);
    clock.advance(ADDRESS_ATTEMPTS.longestDelaySeconds);
    expect(await typePassword("somebody", "wrong", { client: { ip: "192.0.2.99", userAgent: "" } })).not.toMatchObject(TOO_MANY);
  });

  test("from all over one IPv6 /64; a known browser there is not delayed", async () => {
    const browserToken = await ownerSignsIn();
    await spray((index) => `2001:db8:0:1::${index.toString(16)}`);
    const client = { ip: "2001:db8:0:1:ffff::", userAgent: "" };
    expect(await typePassword("ada", PASSWORD, { client })).toMatchObject(TOO_MANY);
    expect((await typePassword("ada", PASSWORD, { client, browserToken })).ok).toBe(true);
  });

  test("a sign-in to another account in between refunds only its own attempt", async () => {
    await addUser(deps, "mallory");
    await spray(() => "192.0.2.99");
    clock.advance(ADDRESS_ATTEMPTS.firstDelaySeconds);
    const client = { ip: "192.0.2.99", userAgent: "" };
    unwrap(await typePassword("mallory", PASSWORD, { client }));
    await typePassword("ada", "wrong", { client });
    expect(await typePassword("ada", "wrong", { client })).toMatchObject(TOO_MANY);
  });
});

test("G8: passwords and second factors are counted separately", async () => {
  await useUp(SECOND_FACTOR_ATTEMPTS, () => typeCode("000000"));
  expect((await typePassword("ada", PASSWORD)).ok).toBe(true);
});

test("G9: no secret is checked when the attempt cannot be counted", async () => {
  await deps.db.$executeRaw`ALTER TABLE guess_budgets RENAME TO gone`;
  let lookedAt = 0;
  const hashing: Deps["hashing"] = (work) => {
    lookedAt += 1;
    return work();
  };
  deps = { ...deps, hashing };
  await expect(typePassword("ada", PASSWORD)).rejects.toThrow();
  expect(lookedAt).toBe(0);
});

describe("G10: a throttled user is notified by email, once a day, at a confirmed address", () => {
  const mails = () => deps.db.mailMessage.findMany({ where: { kind: "account-delayed" } });
  const events = () => deps.db.auditEvent.count({ where: { type: "account-delayed", subjectUserId: ada.id } });

  test("also when several servers run the step at once", async () => {
    await deps.db.user.update({ where: { id: ada.id }, data: { email: "ada@example.com", emailConfirmedAt: clock.now() } });
    await useUp(SECOND_FACTOR_ATTEMPTS, () => typeCode("000000"));
    await Promise.all(BURST.slice(0, 5).map(() => notifyThrottledUsers(deps)));
    expect(await mails()).toMatchObject([{ toAddress: "ada@example.com" }]);
    expect(await events()).toBe(1);
    clock.advance(SECOND_FACTOR_ATTEMPTS.firstDelaySeconds);
    await typeCode("000000");
    await notifyThrottledUsers(deps);
    expect([(await mails()).length, await events()]).toEqual([1, 1]);
  });

  test("not at an unconfirmed address, and not for a name without an account", async () => {
    await deps.db.user.update({ where: { id: ada.id }, data: { email: "ada@example.com" } });
    await useUp(SECOND_FACTOR_ATTEMPTS, () => typeCode("000000"));
    await useUp(PASSWORD_ATTEMPTS, () => typePassword("nobody", "wrong"));
    await notifyThrottledUsers(deps);
    expect([(await mails()).length, await events()]).toEqual([0, 1]);
  });
});

test("G11: an operator lifts the delay", async () => {
  await useUp(PASSWORD_ATTEMPTS, () => typePassword("ada", "wrong"));
  expect(await unlockAsOperator(deps, ada.id)).toBe(true);
  expect((await typePassword("ada", PASSWORD)).ok).toBe(true);
  await deps.db.throttleEntry.deleteMany();
  expect(await unlockAsOperator(deps, ada.id)).toBe(false);
  expect(await deps.db.auditEvent.count({ where: { type: "account-unlocked", subjectUserId: ada.id } })).toBe(1);
});

test("G11: the delays of an account are shown until they end: those of all browsers, and of a known one", async () => {
  const browserToken = await ownerSignsIn();
  expect(await findActiveThrottles(deps, ada.id)).toEqual([]);
  await useUp(PASSWORD_ATTEMPTS, () => typePassword("ada", "wrong"));
  await useUp(PASSWORD_ATTEMPTS, () => typePassword("ada", "wrong", { browserToken }));
  await useUp(SECOND_FACTOR_ATTEMPTS, () =>
    consumeAttempt(deps, { secret: "second_factor", target: { userId: ada.id }, browserId: null, ip: somewhere().ip }),
  );
  const until = new Date(clock.now().getTime() + 30_000);
  expect(await findActiveThrottles(deps, ada.id)).toEqual([
    { secret: "password", knownBrowser: false, until },
    { secret: "password", knownBrowser: true, until },
    { secret: "second_factor", knownBrowser: false, until },
  ]);
  const { id } = await addUser(deps, "bob");
  expect(await findActiveThrottles(deps, id)).toEqual([]);
  clock.advance(-3600);
  expect(await findActiveThrottles(deps, ada.id), "no delay by a clock that was set back").toEqual([]);
  clock.advance(3630);
  expect(await findActiveThrottles(deps, ada.id)).toEqual([]);
});

describe("G12: a clock that is set", () => {
  test("back does not lengthen a delay", async () => {
    await useUp(PASSWORD_ATTEMPTS, () => typePassword("ada", "wrong"));
    clock.advance(-3600);
    expect((await typePassword("ada", PASSWORD)).ok).toBe(true);
  });

  test("back and forth forgives nothing", async () => {
    for (let failures = 0; failures < 5; failures++) await typePassword("ada", "wrong");
    clock.advance(-3600);
    await typePassword("ada", "wrong");
    clock.advance(3599);
    await typePassword("ada", "wrong");
    const { failures } = await deps.db.throttleEntry.findFirstOrThrow({ where: { scope: "account", secret: "password" } });
    expect(failures).toBe(7);
  });
});

describe("G13: the answer to the attempt that starts a delay names when the next one is possible", () => {
  const inSeconds = (seconds: number) => new Date(clock.now().getTime() + seconds * 1000);
  const wrongPassword = async (name = "ada") => {
    const refused = await typePassword(name, "wrong");
    return !refused.ok && refused.problem.code === "wrong-credentials" ? refused.problem.retryAt : undefined;
  };

  test.each(["ada", "no such account"])("passwords, for %s", async (name) => {
    for (let free = 1; free < PASSWORD_ATTEMPTS.freeFailures; free++) expect(await wrongPassword(name)).toBeNull();
    expect(await wrongPassword(name)).toEqual(inSeconds(30));
    expect(await typePassword(name, "wrong")).toEqual({ ok: false, problem: { code: "too-many-attempts", retryAt: inSeconds(30) } });
    clock.advance(30);
    expect(await wrongPassword(name), "the next one is longer").toEqual(inSeconds(60));
  });

  test("codes; the page of a sign-in that it ended says so too", async () => {
    const client = somewhere();
    const begin = async () => pending(await typePassword("ada", PASSWORD, { client }));
    const type = (attemptToken: string) =>
      verifySecondFactor(deps, { attemptToken, code: "000000", remember: false, browserToken: undefined, client });
    let attemptToken = "";
    for (let free = 1; free < SECOND_FACTOR_ATTEMPTS.freeFailures; free++) {
      if (free % LOGIN_ATTEMPT_CODE_ATTEMPTS === 1) attemptToken = await begin();
      expect(await type(attemptToken)).toMatchObject({ problem: { code: "invalid-code", retryAt: null } });
    }
    const where = { attemptToken, browserToken: undefined, client };
    expect(await readRetryTime(deps, where)).toBeNull();
    expect(await type(attemptToken)).toMatchObject({ problem: { code: "invalid-code", attemptsLeft: 0, retryAt: inSeconds(30) } });
    expect(await readRetryTime(deps, where)).toEqual(inSeconds(30));
    clock.advance(30);
    expect(await readRetryTime(deps, where)).toBeNull();
  });

  test("the longest of the started delays", async () => {
    const attempt = (name: string) =>
      consumeAttempt(deps, { secret: "password", target: { unknownName: name }, browserId: null, ip: "192.0.2.99" });
    for (let free = 1; free < PASSWORD_ATTEMPTS.freeFailures; free++) await attempt("one");
    await deps.db.throttleEntry.updateMany({ where: { scope: "address" }, data: { failures: ADDRESS_ATTEMPTS.freeFailures - 1 } });
    expect(unwrap(await attempt("one")).retryAt).toEqual(inSeconds(30));
    clock.advance(30);
    expect(unwrap(await attempt("another")).retryAt, "the address's second delay").toEqual(inSeconds(2));
  });

  test("only the last of parallel attempts says so", async () => {
    const said = await Promise.all(BURST.map(() => wrongPassword()));
    expect(said.filter((retryAt) => retryAt === null)).toHaveLength(PASSWORD_ATTEMPTS.freeFailures - 1);
    expect(said.filter(Boolean)).toEqual([inSeconds(30)]);
  });

  test("a right last attempt leaves nothing of the delay", async () => {
    for (let free = 1; free < PASSWORD_ATTEMPTS.freeFailures; free++) await wrongPassword();
    expect((await typePassword("ada", PASSWORD)).ok).toBe(true);
    expect(await findActiveThrottles(deps, ada.id)).toEqual([]);
    expect(await wrongPassword()).toEqual(inSeconds(30));
  });
});

test("fully forgiven counts are deleted, and no others", async () => {
  await typePassword("nobody", "wrong");
  await typeCode("000000");
  clock.advance(DAY_SECONDS + 1);
  await purgeThrottleEntries(deps);
  expect(await deps.db.throttleEntry.findMany()).toMatchObject([{ scope: "account", secret: "second_factor", subject: ada.id }]);
  clock.advance(2 * DAY_SECONDS);
  await purgeThrottleEntries(deps);
  expect(await deps.db.throttleEntry.count()).toBe(0);
});
