import { beforeEach, describe, expect, test } from "vitest";
import { requireRecentVerification } from "@/lib/features/reverification/reverify";
import { type ReverifiedSession, readSession } from "@/lib/features/sessions/session";
import { DecryptionError } from "@/lib/platform/crypto/encryption";
import type { Deps } from "@/lib/platform/deps";
import { ENROLMENT_LIFETIME_SECONDS } from "@/lib/policy";
import type { FakeClock } from "@/lib/testing/fake-clock";
import { createTestDeps } from "@/lib/testing/test-deps";
import {
  addUser,
  addUserWithTwoFactor,
  CLIENT,
  codeNow,
  enterCode,
  signIn,
  startAttempt,
  type TestUser,
  unwrap,
} from "@/lib/testing/users";
import { backupCodesSerial, readBackupCodes, replaceBackupCodes } from "./backup-codes";
import { checkCode } from "./check-code";
import { beginEnrolment, confirmEnrolment } from "./enrolment";
import { readTwoFactor, resetTwoFactor } from "./two-factor";

const BURST = Array.from({ length: 50 });

let deps: Deps;
let clock: FakeClock;
let ada: TestUser;
let session: ReverifiedSession;

beforeEach(async () => {
  ({ deps, clock } = await createTestDeps());
  ada = await addUser(deps, "ada");
  session = unwrap(await requireRecentVerification(deps, (await signIn(deps, ada)).session));
});

const confirm = (code: string) => confirmEnrolment(deps, { session, code, browserToken: undefined, client: CLIENT });

test("switching 2FA on: not-enabled, then enabled with 6 backup codes, then expired after 180 days", async () => {
  expect(await readTwoFactor(deps, ada.id)).toEqual({
    state: "not-enabled",
    confirmedAt: null,
    daysSinceConfirmed: null,
    backupCodesLeft: 0,
  });
  const { secret } = await beginEnrolment(deps, { session });
  const { backupCodes } = unwrap(await confirm(codeNow(deps, secret)));
  expect(new Set(backupCodes).size).toBe(6);
  expect(backupCodes.every((code) => /^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/.test(code))).toBe(true);
  const confirmedAt = clock.now();
  expect(await readTwoFactor(deps, ada.id)).toEqual({ state: "enabled", confirmedAt, daysSinceConfirmed: 0, backupCodesLeft: 6 });
  clock.advance(180 * 86_400 + 1);
  expect(await readTwoFactor(deps, ada.id)).toMatchObject({ state: "expired", daysSinceConfirmed: 180 });
  await signIn(deps, ada, codeNow(deps, secret));
});

test("T1: a pending secret changes nothing: the working one stays in force until a code confirms the new one", async () => {
  const { secret: abandoned } = await beginEnrolment(deps, { session });
  expect(await readTwoFactor(deps, ada.id)).toMatchObject({ state: "not-enabled" });
  await signIn(deps, ada);
  unwrap(await confirm(codeNow(deps, abandoned)));
  clock.advance(60);
  const { secret: renewal } = await beginEnrolment(deps, { session });
  expect(renewal).not.toBe(abandoned);
  expect((await enterCode(deps, await startAttempt(deps, ada), codeNow(deps, renewal))).ok).toBe(false);
  await signIn(deps, ada, codeNow(deps, abandoned));
  unwrap(await confirm(codeNow(deps, renewal)));
  clock.advance(60);
  expect((await enterCode(deps, await startAttempt(deps, ada), codeNow(deps, abandoned))).ok).toBe(false);
  await signIn(deps, ada, codeNow(deps, renewal));
});

test("a confirmed enrolment reports how many other sessions ended, and since when a replaced secret was in force", async () => {
  for (const _ of [1, 2]) await signIn(deps, ada);
  const { secret } = await beginEnrolment(deps, { session });
  expect(unwrap(await confirm(codeNow(deps, secret)))).toMatchObject({ otherSessionsEnded: 2, replacedSince: null });
  const enabledAt = clock.now();
  clock.advance(60);
  const { secret: renewal } = await beginEnrolment(deps, { session });
  expect(unwrap(await confirm(codeNow(deps, renewal)))).toMatchObject({ otherSessionsEnded: 0, replacedSince: enabledAt });
});

test("T2: a wrong code keeps the same pending secret; reopening within its lifetime shows the same one", async () => {
  const first = await beginEnrolment(deps, { session });
  expect(await confirm("000000")).toMatchObject({ problem: { code: "wrong-enrolment-code" } });
  expect(await confirm("12")).toMatchObject({ problem: { code: "malformed-code" } });
  clock.advance(ENROLMENT_LIFETIME_SECONDS - 1);
  expect(await beginEnrolment(deps, { session })).toEqual(first);
  clock.advance(1);
  expect(await confirm(codeNow(deps, first.secret))).toMatchObject({ problem: { code: "enrolment-expired" } });
  expect((await beginEnrolment(deps, { session })).secret).not.toBe(first.secret);
});

test("T3: confirming issues exactly 6 backup codes and voids the old ones, once, also under 50 parallel submissions", async () => {
  const { secret } = await beginEnrolment(deps, { session });
  const results = await Promise.all(BURST.map(() => confirm(codeNow(deps, secret))));
  const issued = results.flatMap((result) => (result.ok ? [result.value.backupCodes] : []));
  expect(issued).toHaveLength(1);
  expect(await deps.db.backupCode.count({ where: { userId: ada.id } })).toBe(6);
  clock.advance(60);
  const renewal = await beginEnrolment(deps, { session });
  unwrap(await confirm(codeNow(deps, renewal.secret)));
  expect(await checkCode(deps, { userId: ada.id }, issued[0]?.[0] ?? "")).toMatchObject({ problem: { code: "invalid-code" } });
  expect(await readTwoFactor(deps, ada.id)).toMatchObject({ backupCodesLeft: 6 });
});

test("T4: confirming ends the other sessions and keeps this one", async () => {
  const other = await signIn(deps, ada);
  const here = await signIn(deps, ada);
  session = unwrap(await requireRecentVerification(deps, here.session));
  const { secret } = await beginEnrolment(deps, { session });
  unwrap(await confirm(codeNow(deps, secret)));
  expect(await readSession(deps, other.token)).toBeNull();
  expect(await readSession(deps, here.token)).not.toBeNull();
});

describe("T5: an encrypted secret", () => {
  test("of another account is an error, never 2FA off", async () => {
    const bob = await addUserWithTwoFactor(deps, "bob");
    const eve = await addUserWithTwoFactor(deps, "eve");
    const { encrypted } = await deps.db.totpSecret.findUniqueOrThrow({ where: { userId: eve.id } });
    await deps.db.totpSecret.update({ where: { userId: bob.id }, data: { encrypted } });
    await expect(checkCode(deps, { userId: bob.id }, codeNow(deps, eve.secret, 1))).rejects.toThrow(DecryptionError);
    expect(await readTwoFactor(deps, bob.id)).toMatchObject({ state: "enabled" });
  });

  test("whose key is missing is an error that names the key; backup codes keep working", async () => {
    const bob = await addUserWithTwoFactor(deps, "bob");
    const config = { ...deps.config, encryptionKeys: [{ id: "new", key: Buffer.alloc(32, 8) }] };
    await expect(checkCode({ ...deps, config }, { userId: bob.id }, "123456")).rejects.toThrow('key "test"');
    await signIn({ ...deps, config }, bob, bob.backupCodes[0]);
  });
});

test("T6: a reset leaves no secret, pending secret, backup code or session", async () => {
  const bob = await addUserWithTwoFactor(deps, "bob");
  await beginEnrolment(deps, { session: bob.session as ReverifiedSession });
  await deps.db.$transaction((tx) => resetTwoFactor(deps, tx, bob.id));
  const where = { where: { userId: bob.id } };
  const left = [deps.db.totpSecret, deps.db.pendingTotpSecret, deps.db.backupCode, deps.db.session] as const;
  expect(await Promise.all([left[0].count(where), left[1].count(where), left[2].count(where), left[3].count(where)])).toEqual([0, 0, 0, 0]);
  await signIn(deps, bob);
});

test("T7: parallel first openings of the enrolment all show one secret", async () => {
  const shown = await Promise.all(BURST.map(() => beginEnrolment(deps, { session })));
  expect(new Set(shown.map(({ secret }) => secret)).size).toBe(1);
});

test("T8: the code that confirmed an enrolment is consumed", async () => {
  const { secret } = await beginEnrolment(deps, { session });
  unwrap(await confirm(codeNow(deps, secret, 1)));
  for (const stepsOff of [-1, 0, 1]) {
    expect(await checkCode(deps, { userId: ada.id }, codeNow(deps, secret, stepsOff))).toMatchObject({
      problem: { code: "code-already-used" },
    });
  }
});

test("enrolment reports the clock offset of a phone", async () => {
  const { secret } = await beginEnrolment(deps, { session });
  expect(await confirm(codeNow(deps, secret, 4))).toMatchObject({ problem: { code: "wrong-enrolment-code", clockOffsetSeconds: 120 } });
});

test("T9: a pending secret is shown in one session only, so other sessions never see the secret that takes effect", async () => {
  const elsewhere = unwrap(await requireRecentVerification(deps, (await signIn(deps, ada)).session));
  const { secret: known } = await beginEnrolment(deps, { session: elsewhere });
  const { secret } = await beginEnrolment(deps, { session });
  expect(secret).not.toBe(known);
  expect(await confirm(codeNow(deps, known))).toMatchObject({ problem: { code: "wrong-enrolment-code" } });
  unwrap(await confirm(codeNow(deps, secret)));
  expect(await deps.db.pendingTotpSecret.count()).toBe(0);
});

test("T10: replacing backup codes leaves exactly 6, also under 50 parallel submissions; without 2FA there are none", async () => {
  expect(await replaceBackupCodes(deps, { session, browserToken: undefined, client: CLIENT })).toMatchObject({
    problem: { code: "two-factor-off" },
  });
  const { secret } = await beginEnrolment(deps, { session });
  unwrap(await confirm(codeNow(deps, secret)));
  await Promise.all(BURST.map(() => replaceBackupCodes(deps, { session, browserToken: undefined, client: CLIENT })));
  expect(await deps.db.backupCode.count({ where: { userId: ada.id } })).toBe(6);
});

test("a set of backup codes keeps the serial of its sheet while codes are used, and another set has another one", async () => {
  expect(await readBackupCodes(deps, ada.id)).toBeNull();
  const { secret } = await beginEnrolment(deps, { session });
  const { backupCodes } = unwrap(await confirm(codeNow(deps, secret)));
  const set = { total: 6, createdAt: clock.now(), serial: backupCodesSerial(deps, backupCodes) };
  expect(set.serial).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}$/);
  expect(await readBackupCodes(deps, ada.id)).toEqual({ ...set, left: 6, lastUsedAt: null });
  for (const code of backupCodes.slice(0, 2)) {
    clock.advance(60);
    await signIn(deps, ada, code);
  }
  expect(await readBackupCodes(deps, ada.id)).toEqual({ ...set, left: 4, lastUsedAt: clock.now() });
  const replaced = unwrap(await replaceBackupCodes(deps, { session, browserToken: undefined, client: CLIENT }));
  expect(backupCodesSerial(deps, replaced.backupCodes)).not.toBe(set.serial);
  expect(await readBackupCodes(deps, ada.id)).toMatchObject({ left: 6, serial: backupCodesSerial(deps, replaced.backupCodes) });
});
