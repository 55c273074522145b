import { beforeEach, describe, expect, test } from "vitest";
import { requireRecentVerification } from "@/lib/features/reverification/reverify";
import { endAllSessions, endSession } from "@/lib/features/sessions/end-sessions";
import { readSession } from "@/lib/features/sessions/session";
import { beginEnrolment, confirmEnrolment } from "@/lib/features/two-factor/enrolment";
import type { Deps } from "@/lib/platform/deps";
import { LOGIN_ATTEMPT_CODE_ATTEMPTS, SECOND_FACTOR_ATTEMPTS } from "@/lib/policy";
import type { FakeClock } from "@/lib/testing/fake-clock";
import { createTestDeps } from "@/lib/testing/test-deps";
import {
  addUser,
  addUserWithTwoFactor,
  CLIENT,
  codeNow,
  enterCode,
  enterPassword,
  PASSWORD,
  signIn,
  startAttempt,
  type TestUser,
  type TestUserWithTwoFactor,
  unwrap,
} from "@/lib/testing/users";
import { cancelPendingSignIn, readAttempt } from "./attempt";
import { AttemptEnded, completeSignIn } from "./complete-sign-in";
import { verifySecondFactor } from "./verify-second-factor";

const BURST = Array.from({ length: 50 });
const WRONG_CODE = "000000";

let deps: Deps;
let clock: FakeClock;
let ada: TestUserWithTwoFactor;

beforeEach(async () => {
  ({ deps, clock } = await createTestDeps());
  ada = await addUserWithTwoFactor(deps, "ada");
  clock.advance(60);
});

/** Completes the sign-in as after a consumed code, given the attempt's id. */
const complete = (attemptId: string, passed: "totp" | "email_code" | null) => {
  const input = { attemptId, passed, remember: false, browserToken: undefined, client: CLIENT };
  const completed = deps.db.$transaction((tx) => completeSignIn(deps, tx, input));
  return completed.catch((error: unknown) => {
    if (error instanceof AttemptEnded) return null;
    throw error;
  });
};
const idOf = async (attemptToken: string) => {
  const where = { tokenHash: deps.keyedHash("login-attempt", attemptToken) };
  return (await deps.db.loginAttempt.findUniqueOrThrow({ where })).id;
};
const sessionCount = () => deps.db.session.count({ where: { userId: ada.id } });
/** One after the other: so many right passwords at once would be throttled like wrong ones. */
async function startAttempts(count: number): Promise<string[]> {
  const tokens: string[] = [];
  while (tokens.length < count) tokens.push(await startAttempt(deps, ada));
  return tokens;
}
/** Counts the results by outcome. */
function outcomes(results: { ok: boolean; problem?: { code: string } }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { problem } of results) counts[problem?.code ?? "ok"] = (counts[problem?.code ?? "ok"] ?? 0) + 1;
  return counts;
}

test("I1: no session row exists before every due factor has passed", async () => {
  const before = await sessionCount();
  const token = await startAttempt(deps, ada);
  await enterCode(deps, token, WRONG_CODE);
  expect(await sessionCount()).toBe(before);
  expect(await complete(await idOf(token), null)).toBeNull();
  expect(await sessionCount()).toBe(before);
  unwrap(await enterCode(deps, token, codeNow(deps, ada.secret)));
  expect(await sessionCount()).toBe(before + 1);
});

test("I1: without 2FA no session exists before the emailed code that is due has passed, and no other factor stands in for it", async () => {
  const bob = await addUser(deps, "bob", { email: "bob@example.com" });
  await deps.db.user.update({ where: { id: bob.id }, data: { emailLoginVerification: true, emailConfirmedAt: clock.now() } });
  const id = await idOf(await startAttempt(deps, bob));
  for (const passed of [null, "totp"] as const) expect(await complete(id, passed), `${passed}`).toBeNull();
  expect(await deps.db.session.count({ where: { userId: bob.id } })).toBe(0);
  expect(await complete(id, "email_code")).not.toBeNull();
  expect(await deps.db.session.count({ where: { userId: bob.id } })).toBe(1);
});

test("I2: a TOTP code signs in at most once, also under 50 parallel submissions", async () => {
  const code = codeNow(deps, ada.secret);
  const tokens = await startAttempts(BURST.length);
  const results = await Promise.all(tokens.map((token) => enterCode(deps, token, code)));
  expect(outcomes(results).ok).toBe(1);
  expect(results.filter((result) => !result.ok && result.problem.code === "invalid-code")).toEqual([]);
  const later = await enterCode(deps, await startAttempt(deps, ada), code);
  expect(later.ok).toBe(false);
});

test("I2: an older code that is still in the window does not sign in after a newer one", async () => {
  unwrap(await enterCode(deps, await startAttempt(deps, ada), codeNow(deps, ada.secret)));
  const older = await enterCode(deps, await startAttempt(deps, ada), codeNow(deps, ada.secret, -1));
  expect(older).toMatchObject({ ok: false, problem: { code: "code-already-used" } });
});

test("I3: a backup code signs in at most once, also under 50 parallel submissions", async () => {
  const [code = ""] = ada.backupCodes;
  const tokens = await startAttempts(BURST.length);
  const results = await Promise.all(tokens.map((token) => enterCode(deps, token, code)));
  expect(outcomes(results).ok).toBe(1);
  expect(await deps.db.backupCode.count({ where: { userId: ada.id, usedAt: null } })).toBe(5);
});

test("a used backup code is reported as used", async () => {
  const [code = ""] = ada.backupCodes;
  unwrap(await enterCode(deps, await startAttempt(deps, ada), code));
  expect(await enterCode(deps, await startAttempt(deps, ada), code)).toMatchObject({
    problem: { code: "backup-code-already-used", attemptsLeft: LOGIN_ATTEMPT_CODE_ATTEMPTS - 1 },
  });
});

test("I3: one attempt under 50 parallel submissions of different codes passes once and consumes one", async () => {
  const token = await startAttempt(deps, ada);
  const codes = BURST.map((_, index) => ada.backupCodes[index % ada.backupCodes.length] ?? "");
  const results = await Promise.all(codes.map((code) => enterCode(deps, token, code)));
  expect(outcomes(results).ok).toBe(1);
  expect(await deps.db.backupCode.count({ where: { userId: ada.id, usedAt: null } })).toBe(5);
});

test("a backup code is read without its dash and in any case", async () => {
  const [code = ""] = ada.backupCodes;
  expect((await enterCode(deps, await startAttempt(deps, ada), ` ${code.replace("-", " ").toLowerCase()}`)).ok).toBe(true);
});

test("I4: an attempt makes at most one session, also under 50 parallel calls", async () => {
  const before = await sessionCount();
  const attemptId = await idOf(await startAttempt(deps, ada));
  const results = await Promise.all(BURST.map(() => complete(attemptId, "totp")));
  expect(results.filter((login) => login !== null)).toHaveLength(1);
  expect(await sessionCount()).toBe(before + 1);
});

test("I5: a wrong code costs one of 5 attempt of the sign-in; after 5 even the right code is refused", async () => {
  const token = await startAttempt(deps, ada);
  for (let left = LOGIN_ATTEMPT_CODE_ATTEMPTS - 1; left >= 0; left--) {
    expect(await enterCode(deps, token, WRONG_CODE)).toMatchObject({ problem: { code: "invalid-code", attemptsLeft: left } });
  }
  expect(await enterCode(deps, token, codeNow(deps, ada.secret))).toMatchObject({ problem: { code: "start-again" } });
  expect(await readAttempt(deps, token)).toEqual({ status: "ended", reason: "no-attempts-left", returnTo: null });
});

test("I5: 50 parallel wrong codes get no more than 5 attempt", async () => {
  const token = await startAttempt(deps, ada);
  const results = await Promise.all(BURST.map(() => enterCode(deps, token, WRONG_CODE)));
  expect(outcomes(results)["invalid-code"]).toBe(LOGIN_ATTEMPT_CODE_ATTEMPTS);
  expect(results.filter(({ ok }) => ok)).toEqual([]);
});

test("I5: malformed input costs no try", async () => {
  const token = await startAttempt(deps, ada);
  expect(await enterCode(deps, token, "12345")).toMatchObject({ problem: { code: "malformed-code" } });
  expect(await readAttempt(deps, token)).toMatchObject({ status: "pending", attemptsLeft: LOGIN_ATTEMPT_CODE_ATTEMPTS });
});

describe("I6: an ended attempt never leads to a session", () => {
  /** Right and wrong codes get the same answer. */
  async function expectEnded(token: string): Promise<void> {
    for (const code of [WRONG_CODE, codeNow(deps, ada.secret), ada.backupCodes[0] ?? ""]) {
      expect(await enterCode(deps, token, code), code).toEqual({ ok: false, problem: { code: "start-again" } });
    }
    expect(await deps.db.backupCode.count({ where: { userId: ada.id, usedAt: null } })).toBe(6);
  }

  test("timed out, also after the code was checked", async () => {
    const token = await startAttempt(deps, ada);
    clock.advance(599);
    expect(await readAttempt(deps, token)).toMatchObject({ status: "pending" });
    clock.advance(1);
    expect(await readAttempt(deps, token)).toEqual({ status: "ended", reason: "timed-out", returnTo: null });
    await expectEnded(token);
    expect(await complete(await idOf(token), "totp")).toBeNull();
  });

  test("cancelled, also after the code was checked", async () => {
    const token = await startAttempt(deps, ada);
    await cancelPendingSignIn(deps, token);
    expect(await readAttempt(deps, token)).toEqual({ status: "ended", reason: "cancelled", returnTo: null });
    await expectEnded(token);
    expect(await complete(await idOf(token), "totp")).toBeNull();
  });

  test("finished", async () => {
    const token = await startAttempt(deps, ada);
    unwrap(await enterCode(deps, token, codeNow(deps, ada.secret)));
    expect(await readAttempt(deps, token)).toEqual({ status: "ended", reason: "finished", returnTo: null });
    clock.advance(60);
    await expectEnded(token);
  });

  test("of a user disabled meanwhile", async () => {
    const token = await startAttempt(deps, ada);
    await deps.db.user.update({ where: { id: ada.id }, data: { disabledAt: clock.now() } });
    expect(await enterCode(deps, token, codeNow(deps, ada.secret))).toMatchObject({ problem: { code: "start-again" } });
  });
});

test("I7: the code of another user never passes", async () => {
  const bob = await addUserWithTwoFactor(deps, "bob");
  clock.advance(60);
  const token = await startAttempt(deps, ada);
  for (const code of [codeNow(deps, bob.secret), ...bob.backupCodes.slice(0, 2)]) {
    expect(await enterCode(deps, token, code)).toMatchObject({ problem: { code: "invalid-code" } });
  }
  expect(await deps.db.backupCode.count({ where: { userId: bob.id, usedAt: null } })).toBe(6);
});

test("I8: the code that confirmed an enrolment does not sign in", async () => {
  const bob = await addUserWithTwoFactor(deps, "bob");
  const result = await enterCode(deps, await startAttempt(deps, bob), codeNow(deps, bob.secret));
  expect(result).toMatchObject({ problem: { code: "code-already-used" } });
});

test("I9: unknown, disabled and wrong-password accounts get the same answer to a wrong password", async () => {
  const bob = await addUser(deps, "bob", { disabledAt: clock.now() });
  const answers = await Promise.all([
    enterPassword(deps, { id: "", username: "nobody" }),
    enterPassword(deps, bob, "not the password"),
    enterPassword(deps, ada, "not the password"),
  ]);
  expect(answers).toEqual(Array.from({ length: 3 }, () => ({ ok: false, problem: { code: "wrong-credentials", retryAt: null } })));
  expect(await deps.db.loginAttempt.count({ where: { userId: bob.id } })).toBe(0);
});

describe("I15: a disabled account is named as disabled after the right password only", () => {
  test.each([
    ["without 2FA", () => addUser(deps, "bob")],
    ["with 2FA, before any code", () => addUserWithTwoFactor(deps, "bob")],
    [
      "with an email code at sign-in",
      async () => {
        const bob = await addUser(deps, "bob", { email: "bob@example.com" });
        await deps.db.user.update({ where: { id: bob.id }, data: { emailLoginVerification: true, emailConfirmedAt: clock.now() } });
        return bob;
      },
    ],
  ])("%s", async (_name, add) => {
    const { id, username } = await add();
    await deps.db.user.update({ where: { id }, data: { disabledAt: clock.now() } });
    expect(await enterPassword(deps, { id, username })).toMatchObject({ problem: { code: "account-disabled" } });
    expect(await enterPassword(deps, { id, username }, "not the password")).toMatchObject({ problem: { code: "wrong-credentials" } });
    expect(await deps.db.loginAttempt.count({ where: { userId: id, consumedAt: null, cancelledAt: null } })).toBe(0);
    expect(await deps.db.mailMessage.count({ where: { userId: id, kind: "login-code" } })).toBe(0);
  });

  test("a throttled account is not named as disabled, as the password is not checked", async () => {
    const bob = await addUser(deps, "bob", { disabledAt: clock.now() });
    const codes: string[] = [];
    for (let attempt = 0; attempt < 12; attempt++) {
      const answer = await enterPassword(deps, bob);
      codes.push(answer.ok ? "ok" : answer.problem.code);
    }
    expect(codes.at(-1)).toBe("too-many-attempts");
    expect(codes[0]).toBe("account-disabled");
  });
});

test("I16: a sign-in ended by a change of the account is not shown as cancelled", async () => {
  const token = await startAttempt(deps, ada);
  await deps.db.$transaction((tx) => endAllSessions(deps, tx, ada.id, "administrator"));
  expect(await readAttempt(deps, token)).toMatchObject({ status: "ended", reason: "changed" });
});

test("I10: wrong codes count against the account across attempts, and never lock it for good", async () => {
  for (let failures = 0; failures < SECOND_FACTOR_ATTEMPTS.freeFailures; failures++) {
    expect(await enterCode(deps, await startAttempt(deps, ada), WRONG_CODE)).toMatchObject({ problem: { code: "invalid-code" } });
  }
  const retryAt = new Date(clock.now().getTime() + 30_000);
  expect(await enterCode(deps, await startAttempt(deps, ada), codeNow(deps, ada.secret))).toMatchObject({
    problem: { code: "too-many-attempts", retryAt },
  });
  clock.advance(30);
  expect(await enterCode(deps, await startAttempt(deps, ada), WRONG_CODE)).toMatchObject({ problem: { code: "invalid-code" } });
  clock.advance(59);
  expect(await enterCode(deps, await startAttempt(deps, ada), codeNow(deps, ada.secret))).toMatchObject({
    problem: { code: "too-many-attempts" },
  });
  clock.advance(1);
  await signIn(deps, ada, codeNow(deps, ada.secret));
});

test("I10: 50 parallel codes in as many sign-ins get no more than the account's limit", async () => {
  const tokens = await startAttempts(BURST.length);
  const results = await Promise.all(tokens.map((token) => enterCode(deps, token, WRONG_CODE)));
  expect(outcomes(results)).toEqual({
    "invalid-code": SECOND_FACTOR_ATTEMPTS.freeFailures,
    "too-many-attempts": 50 - SECOND_FACTOR_ATTEMPTS.freeFailures,
  });
});

describe("I11: a session is invalid once it is", () => {
  const SESSION_SECONDS = 12 * 60 * 60;
  const ends: [string, (token: string, session: TestUserWithTwoFactor["session"]) => unknown][] = [
    ["ended", (_token, session) => endSession(deps, { session, client: CLIENT })],
    ["revoked", () => deps.db.$transaction((tx) => endAllSessions(deps, tx, ada.id, "administrator"))],
    ["ended", () => clock.advance(SESSION_SECONDS)],
    ["of a disabled user", () => deps.db.user.update({ where: { id: ada.id }, data: { disabledAt: clock.now() } })],
  ];
  test.each(ends)("%s", async (_name, end) => {
    const { token, session } = await signIn(deps, ada, codeNow(deps, ada.secret));
    expect(await readSession(deps, token)).toMatchObject({ user: { id: ada.id }, factors: ["password", "totp"] });
    await end(token, session);
    expect(await readSession(deps, token)).toBeNull();
  });
});

test("I12: the database holds no password, code, secret or token in clear", async () => {
  const attemptToken = await startAttempt(deps, ada);
  const { sessionToken, browserToken } = unwrap(await enterCode(deps, attemptToken, ada.backupCodes[0] ?? ""));
  const tables = await deps.db.$queryRaw<{ row: string }[]>`
    SELECT to_json(t)::text AS row FROM users t UNION ALL SELECT to_json(t)::text FROM totp_secrets t UNION ALL SELECT to_json(t)::text FROM backup_codes t
    UNION ALL SELECT to_json(t)::text FROM login_attempts t UNION ALL SELECT to_json(t)::text FROM sessions t UNION ALL SELECT to_json(t)::text FROM audit_events t`;
  const dump = tables.map(({ row }) => row).join("\n");
  const plain = ada.backupCodes.map((code) => code.replace("-", ""));
  for (const value of [PASSWORD, ada.secret, ...ada.backupCodes, ...plain, attemptToken, sessionToken, browserToken])
    expect(dump).not.toContain(value);
});

test("names are compared NFKC and in any case, and an address signs in like a name", async () => {
  await addUser(deps, "grace", { email: "Grace@Example.com" });
  for (const username of ["GRACE", " grace ", "ｇｒａｃｅ", "grace@example.COM"]) {
    expect((await enterPassword(deps, { id: "", username })).ok, username).toBe(true);
  }
});

test("a pending attempt survives reloading and remembers the requested page", async () => {
  const token = await startAttempt(deps, ada);
  expect(await readAttempt(deps, token)).toMatchObject({ status: "pending" });
  expect(await readAttempt(deps, token)).toMatchObject({ status: "pending", attemptsLeft: LOGIN_ATTEMPT_CODE_ATTEMPTS });
  expect(await readAttempt(deps, "something else")).toEqual({ status: "none" });
});

test("a sign-in from an unknown browser records a notice for users who chose it; the first sign-in ever does not", async () => {
  const requested = { email: "ada@example.com", emailConfirmedAt: clock.now(), securityMails: true, lastSignInAt: null };
  await deps.db.user.update({ where: { id: ada.id }, data: requested });
  await deps.db.knownBrowser.deleteMany();
  const signInWith = async (browserToken: string | undefined) => {
    const attemptToken = await startAttempt(deps, ada);
    const input = { attemptToken, code: ada.backupCodes.pop() ?? "", remember: false, browserToken, client: CLIENT };
    return unwrap(await verifySecondFactor(deps, input)).browserToken;
  };
  const notices = () => deps.db.securityNotice.count({ where: { userId: ada.id, kind: "new-browser-sign-in" } });
  const browserToken = await signInWith(undefined);
  expect(await notices()).toBe(0);
  expect(await signInWith(browserToken)).toBe(browserToken);
  expect(await notices()).toBe(0);
  await signInWith(undefined);
  expect(await notices()).toBe(1);
});

describe("I13: a sign-in begun before a change does not become a session after it", () => {
  test("2FA switched on between the password and the session", async () => {
    const id = await idOf(await startAttempt(deps, ada));
    await deps.db.loginAttempt.update({ where: { id }, data: { factorsDue: [] } });
    expect(await complete(id, null)).toBeNull();
    await deps.db.loginAttempt.update({ where: { id }, data: { factorsDue: ["email_code"] } });
    expect(await complete(id, null)).toBeNull();
  });

  const changes: [string, (user: TestUser) => Promise<unknown>][] = [
    ["the password", ({ id }) => deps.db.user.update({ where: { id }, data: { passwordHash: "another" } })],
    ["2FA", ({ id }) => deps.db.totpSecret.update({ where: { userId: ada.id }, data: { userId: id } })],
    [
      "email verification",
      ({ id }) => deps.db.user.update({ where: { id }, data: { emailLoginVerification: true, emailConfirmedAt: clock.now() } }),
    ],
  ];
  test.each(changes)("%s changed while the password was checked", async (_name, change) => {
    const bob = await addUser(deps, "bob");
    const hashing = async <T>(work: () => Promise<T>) => {
      const checked = await work();
      await change(bob);
      return checked;
    };
    expect(await enterPassword({ ...deps, hashing }, bob)).toMatchObject({ problem: { code: "wrong-credentials" } });
    expect(await deps.db.session.count({ where: { userId: bob.id } })).toBe(0);
  });

  test("2FA switched on during sign-ins: none with the password alone remains", async () => {
    const bob = await addUser(deps, "bob");
    const { session } = await signIn(deps, bob);
    const reverified = unwrap(await requireRecentVerification(deps, session));
    const { secret } = await beginEnrolment(deps, { session: reverified });
    const confirm = () =>
      confirmEnrolment(deps, { session: reverified, code: codeNow(deps, secret), browserToken: undefined, client: CLIENT });
    const signIns = Array.from({ length: 8 }, () => enterPassword(deps, bob));
    unwrap(await confirm());
    await Promise.all(signIns);
    expect(await deps.db.session.findMany({ where: { userId: bob.id }, select: { id: true } })).toEqual([{ id: session.id }]);
  });

  test("sessions revoked: an attempt from before", async () => {
    const token = await startAttempt(deps, ada);
    await deps.db.$transaction((tx) => endAllSessions(deps, tx, ada.id, "administrator"));
    expect(await enterCode(deps, token, codeNow(deps, ada.secret))).toMatchObject({ problem: { code: "start-again" } });
  });
});
