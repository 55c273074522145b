import { beforeEach, expect, test } from "vitest";
import type { Deps } from "@/lib/platform/deps";
import { SECOND_FACTOR_GUESSES } from "@/lib/policy";
import { readSession } from "@/lib/sessions/read-session";
import type { CurrentSession } from "@/lib/sessions/types";
import type { FakeClock } from "@/lib/testing/fake-clock";
import {
  addPerson,
  addProtectedPerson,
  CLIENT,
  codeNow,
  enterCode,
  PASSWORD,
  type ProtectedPerson,
  signIn,
  startAttempt,
  unwrap,
} from "@/lib/testing/people";
import { createTestDeps } from "@/lib/testing/test-deps";
import { requireProof } from "./require-proof";
import { reverify } from "./reverify";

let deps: Deps;
let clock: FakeClock;
let ada: ProtectedPerson;
let here: { token: string; session: CurrentSession };

beforeEach(async () => {
  ({ deps, clock } = await createTestDeps());
  ada = await addProtectedPerson(deps, "ada");
  clock.advance(60);
  here = await signIn(deps, ada, codeNow(deps, ada.secret));
  clock.advance(60);
});

const prove = (proof: string, session = here.session) => reverify(deps, { session, proof, browserToken: undefined, client: CLIENT });
const fresh = async (token: string) => (await readSession(deps, token)) as CurrentSession;
const CODE_REQUIRED = { ok: false, problem: { code: "reverification-required", method: "two-factor-code" } };

test("R1: with 2FA on nothing but a code proves: neither a fresh sign-in nor the password", async () => {
  expect(await requireProof(deps, here.session)).toEqual(CODE_REQUIRED);
  expect(await prove(PASSWORD)).toMatchObject({ problem: { code: "malformed-code" } });
  expect(await requireProof(deps, await fresh(here.token))).toEqual(CODE_REQUIRED);
  unwrap(await prove(codeNow(deps, ada.secret)));
  expect((await requireProof(deps, await fresh(here.token))).ok).toBe(true);
});

test("R2: a proof holds 300 s, in that session only", async () => {
  const other = await signIn(deps, ada, codeNow(deps, ada.secret));
  unwrap(await prove(ada.backupCodes[0] ?? ""));
  expect(await requireProof(deps, await fresh(other.token))).toEqual(CODE_REQUIRED);
  clock.advance(299);
  expect((await requireProof(deps, await fresh(here.token))).ok).toBe(true);
  clock.advance(1);
  expect(await requireProof(deps, await fresh(here.token))).toEqual(CODE_REQUIRED);
});

test("R2: a proof from the future, left by a clock that went back, is none", async () => {
  unwrap(await prove(codeNow(deps, ada.secret)));
  clock.advance(-3600);
  expect(await requireProof(deps, await fresh(here.token))).toEqual(CODE_REQUIRED);
});

test("R3: without 2FA a sign-in under 300 s old is proof enough; an older one asks for the password", async () => {
  const { token, session } = await signIn(deps, await addPerson(deps, "bob"));
  expect((await requireProof(deps, session)).ok).toBe(true);
  clock.advance(300);
  expect(await requireProof(deps, session)).toMatchObject({ problem: { code: "reverification-required", method: "password" } });
  expect(await prove("not the password", session)).toMatchObject({ problem: { code: "wrong-password" } });
  unwrap(await prove(PASSWORD, session));
  expect((await requireProof(deps, await fresh(token))).ok).toBe(true);
});

test("R4: a code proves once, also under 50 parallel submissions, and is used up for sign-in too", async () => {
  const code = codeNow(deps, ada.secret);
  const results = await Promise.all(Array.from({ length: 50 }, () => prove(code)));
  expect(results.filter(({ ok }) => ok)).toHaveLength(1);
  expect((await enterCode(deps, await startAttempt(deps, ada), code)).ok).toBe(false);
});

test("R4: so does a backup code, and says which kind of code has been used", async () => {
  const [code = ""] = ada.backupCodes;
  const results = await Promise.all(Array.from({ length: 5 }, () => prove(code)));
  expect(results.filter(({ ok }) => ok)).toHaveLength(1);
  expect(await prove(code)).toEqual({ ok: false, problem: { code: "backup-code-already-used", retryAt: null } });
  expect(results.filter((result) => !result.ok && result.problem.code !== "backup-code-already-used")).toEqual([]);
});

test("R5: wrong proofs draw on the account's budget, the same one as at sign-in", async () => {
  for (let failures = 1; failures < SECOND_FACTOR_GUESSES.freeFailures; failures++) {
    expect(await prove("000000")).toMatchObject({ problem: { code: "invalid-code", retryAt: null } });
  }
  expect(await prove("000000")).toMatchObject({ problem: { code: "invalid-code", retryAt: expect.any(Date) } });
  expect(await prove(codeNow(deps, ada.secret))).toMatchObject({ problem: { code: "too-many-tries" } });
  const atLogin = await enterCode(deps, await startAttempt(deps, ada), codeNow(deps, ada.secret));
  expect(atLogin).toMatchObject({ problem: { code: "too-many-tries" } });
});
