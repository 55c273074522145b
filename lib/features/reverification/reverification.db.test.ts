import { beforeEach, describe, expect, test } from "vitest";
import { type CurrentSession, readSession } from "@/lib/features/sessions/session";
import type { Deps } from "@/lib/platform/deps";
import { REVERIFICATION_REPEAT_SECONDS, SECOND_FACTOR_ATTEMPTS } from "@/lib/policy";
import type { FakeClock } from "@/lib/testing/fake-clock";
import { createTestDeps } from "@/lib/testing/test-deps";
import {
  addUser,
  addUserWithTwoFactor,
  CLIENT,
  codeNow,
  enterCode,
  PASSWORD,
  signIn,
  startAttempt,
  type TestUserWithTwoFactor,
  unwrap,
} from "@/lib/testing/users";
import { repeatReverification, requireRecentVerification, reverify } from "./reverify";

let deps: Deps;
let clock: FakeClock;
let ada: TestUserWithTwoFactor;
let here: { token: string; session: CurrentSession };

beforeEach(async () => {
  ({ deps, clock } = await createTestDeps());
  ada = await addUserWithTwoFactor(deps, "ada");
  clock.advance(60);
  here = await signIn(deps, ada, codeNow(deps, ada.secret));
  clock.advance(60);
});

/** Reverifies the session and, like a browser, continues with the returned token. */
async function reverifyWith(reverification: string, at = here) {
  const reverified = await reverify(deps, {
    session: at.session,
    token: at.token,
    reverification,
    browserToken: undefined,
    client: CLIENT,
  });
  if (reverified.ok && reverified.value.sessionToken) at.token = reverified.value.sessionToken;
  return reverified;
}
const fresh = async (token: string) => (await readSession(deps, token)) as CurrentSession;
const CODE_REQUIRED = { ok: false, problem: { code: "reverification-required", method: "two-factor-code" } };

test("R1: with 2FA on only a code reverifies: neither a fresh sign-in nor the password does", async () => {
  expect(await requireRecentVerification(deps, here.session)).toEqual(CODE_REQUIRED);
  expect(await reverifyWith(PASSWORD)).toMatchObject({ problem: { code: "malformed-code" } });
  expect(await requireRecentVerification(deps, await fresh(here.token))).toEqual(CODE_REQUIRED);
  unwrap(await reverifyWith(codeNow(deps, ada.secret)));
  expect((await requireRecentVerification(deps, await fresh(here.token))).ok).toBe(true);
});

test("R2: a reverification is valid for 300 s, in that session only", async () => {
  const other = await signIn(deps, ada, codeNow(deps, ada.secret));
  unwrap(await reverifyWith(ada.backupCodes[0] ?? ""));
  expect(await requireRecentVerification(deps, await fresh(other.token))).toEqual(CODE_REQUIRED);
  clock.advance(299);
  expect((await requireRecentVerification(deps, await fresh(here.token))).ok).toBe(true);
  clock.advance(1);
  expect(await requireRecentVerification(deps, await fresh(here.token))).toEqual(CODE_REQUIRED);
});

test("R2: a reverification with a future time, left by a clock that went back, is invalid", async () => {
  unwrap(await reverifyWith(codeNow(deps, ada.secret)));
  clock.advance(-3600);
  expect(await requireRecentVerification(deps, await fresh(here.token))).toEqual(CODE_REQUIRED);
});

test("R3: without 2FA a sign-in under 300 s old is enough; an older one requires the password", async () => {
  const bob = await signIn(deps, await addUser(deps, "bob"));
  const { session } = bob;
  expect((await requireRecentVerification(deps, session)).ok).toBe(true);
  clock.advance(300);
  expect(await requireRecentVerification(deps, session)).toMatchObject({
    problem: { code: "reverification-required", method: "password" },
  });
  expect(await reverifyWith("not the password", bob)).toMatchObject({ problem: { code: "wrong-password" } });
  unwrap(await reverifyWith(PASSWORD, bob));
  expect((await requireRecentVerification(deps, await fresh(bob.token))).ok).toBe(true);
});

test("R4: a code reverifies once, also under 50 parallel submissions, and is consumed for sign-in too", async () => {
  const code = codeNow(deps, ada.secret);
  const results = await Promise.all(Array.from({ length: 50 }, () => reverifyWith(code)));
  expect(results.filter(({ ok }) => ok)).toHaveLength(1);
  expect((await enterCode(deps, await startAttempt(deps, ada), code)).ok).toBe(false);
});

test("R4: a backup code reverifies once, and the answer names the kind of the used code", async () => {
  const [code = ""] = ada.backupCodes;
  const results = await Promise.all(Array.from({ length: 5 }, () => reverifyWith(code)));
  expect(results.filter(({ ok }) => ok)).toHaveLength(1);
  expect(await reverifyWith(code)).toEqual({ ok: false, problem: { code: "backup-code-already-used", retryAt: null } });
  expect(results.filter((result) => !result.ok && result.problem.code !== "backup-code-already-used")).toEqual([]);
});

test("R5: wrong codes count against the account's limit, the same one as at sign-in", async () => {
  for (let failures = 1; failures < SECOND_FACTOR_ATTEMPTS.freeFailures; failures++) {
    expect(await reverifyWith("000000")).toMatchObject({ problem: { code: "invalid-code", retryAt: null } });
  }
  expect(await reverifyWith("000000")).toMatchObject({ problem: { code: "invalid-code", retryAt: expect.any(Date) } });
  expect(await reverifyWith(codeNow(deps, ada.secret))).toMatchObject({ problem: { code: "too-many-attempts" } });
  const atLogin = await enterCode(deps, await startAttempt(deps, ada), codeNow(deps, ada.secret));
  expect(atLogin).toMatchObject({ problem: { code: "too-many-attempts" } });
});

describe("R6: a reverification renews the token of its session", () => {
  test("the old one is void at once, the new one is the same session, and other sessions keep theirs", async () => {
    const other = await signIn(deps, ada, ada.backupCodes[1]);
    const { token: old } = here;
    unwrap(await reverifyWith(ada.backupCodes[0] ?? ""));
    expect(here.token).not.toBe(old);
    expect(await readSession(deps, old)).toBeNull();
    expect(await fresh(here.token)).toMatchObject({ id: here.session.id, reverifiedAt: clock.now(), expiresAt: here.session.expiresAt });
    expect(await readSession(deps, other.token)).not.toBeNull();
  });

  test("each further reverification voids the token before it", async () => {
    const tokens = new Set([here.token]);
    for (const code of ada.backupCodes.slice(0, 3)) {
      clock.advance(1);
      here.session = await fresh(here.token);
      unwrap(await reverifyWith(code));
      tokens.add(here.token);
    }
    expect(tokens.size).toBe(4);
    expect((await Promise.all([...tokens].map((token) => readSession(deps, token)))).filter(Boolean)).toHaveLength(1);
  });

  test("of several in flight one renews it, and all of them count", async () => {
    const verifications = ada.backupCodes.slice(0, 4);
    const renewed = (await Promise.all(verifications.map((reverification) => reverifyWith(reverification)))).map(
      (reverified) => unwrap(reverified).sessionToken,
    );
    expect(renewed.filter(Boolean)).toEqual([here.token]);
    expect((await requireRecentVerification(deps, await fresh(here.token))).ok).toBe(true);
  });

  test("a wrong or used code renews nothing", async () => {
    const { token: old } = here;
    await reverifyWith("000000");
    await deps.db.backupCode.updateMany({ data: { usedAt: clock.now() } });
    await reverifyWith(ada.backupCodes[0] ?? "");
    expect(await readSession(deps, old)).not.toBeNull();
  });

  test("a session signed out meanwhile stays ended", async () => {
    await deps.db.session.delete({ where: { id: here.session.id } });
    expect((await reverifyWith(ada.backupCodes[0] ?? "")).ok).toBe(false);
    expect(await deps.db.session.count({ where: { id: here.session.id } })).toBe(0);
  });
});

describe("R7: a form sent twice within seconds gets the answer of the first one", () => {
  const repeat = (token: string, reverification: string) =>
    repeatReverification(deps, { token, reverification, browserToken: undefined, client: CLIENT });
  const attempts = async () => (await deps.db.throttleEntry.findFirst({ where: { scope: "account", secret: "second_factor" } }))?.failures;
  let old: string;
  let code: string;

  beforeEach(async () => {
    old = here.token;
    code = ada.backupCodes[0] ?? "";
    unwrap(await reverifyWith(code));
  });

  test("old token and the same code get the same new token, and no attempt is counted", async () => {
    clock.advance(REVERIFICATION_REPEAT_SECONDS - 1);
    expect(await repeat(old, code)).toMatchObject({ sessionToken: here.token, session: { id: here.session.id } });
    expect(await attempts()).toBe(0);
  });

  test.each(["000000", "", "AAAAA-AAAAA"])("not with another code (%j), which counts as a failed attempt", async (wrong) => {
    expect(await repeat(old, wrong)).toBeNull();
    expect(await repeat(old, ada.backupCodes[1] ?? "")).toBeNull();
    expect(await attempts()).toBe(2);
    for (let failures = 2; failures < SECOND_FACTOR_ATTEMPTS.freeFailures; failures++) await repeat(old, wrong);
    expect(await repeat(old, code), "with the budget used up not even the right one").toBeNull();
  });

  test("not later", async () => {
    clock.advance(REVERIFICATION_REPEAT_SECONDS);
    expect(await repeat(old, code)).toBeNull();
  });

  test("not with a token that was never the session's, and not once it has been renewed again", async () => {
    expect(await repeat("made up", code)).toBeNull();
    clock.advance(1);
    here.session = await fresh(here.token);
    unwrap(await reverifyWith(ada.backupCodes[1] ?? ""));
    expect(await repeat(old, code)).toBeNull();
  });

  test("not once the session has ended", async () => {
    await deps.db.session.delete({ where: { id: here.session.id } });
    expect(await repeat(old, code)).toBeNull();
  });

  test("the old token alone stays void", async () => {
    expect(await readSession(deps, old)).toBeNull();
  });
});
