import { beforeEach, expect, test } from "vitest";
import { requireRecentVerification } from "@/lib/features/reverification/reverify";
import { beginEnrolment, confirmEnrolment } from "@/lib/features/two-factor/enrolment";
import { disableTwoFactor } from "@/lib/features/two-factor/two-factor";
import type { Deps } from "@/lib/platform/deps";
import { EMAIL_CODE_LIFETIME_SECONDS, EMAIL_SENDS_PER_HOUR } from "@/lib/policy";
import type { FakeClock } from "@/lib/testing/fake-clock";
import { mailTo } from "@/lib/testing/mailbox";
import { createTestDeps } from "@/lib/testing/test-deps";
import { addUser, CLIENT, codeNow, enterCode, enterPassword, signIn, startAttempt, type TestUser, unwrap } from "@/lib/testing/users";
import { readAttempt } from "./attempt";
import { sendSignInCodeAgain } from "./sign-in";

const BURST = Array.from({ length: 50 });
const ADDRESS = "ada@example.com";

let deps: Deps;
let clock: FakeClock;
let ada: TestUser;

beforeEach(async () => {
  ({ deps, clock } = await createTestDeps());
  ada = await addUser(deps, "ada", { email: ADDRESS });
  await deps.db.user.update({ where: { id: ada.id }, data: { emailConfirmedAt: clock.now(), emailLoginVerification: true } });
});

const codes = async () => (await mailTo(deps, ADDRESS)).map(({ code }) => code);
const newestCode = async () => (await codes()).at(-1) ?? "";
const again = (attemptToken: string) => sendSignInCodeAgain(deps, { attemptToken, client: CLIENT });
const wrong = (code: string) => code.replace(/^./, (digit) => String((Number(digit) + 1) % 10));

test("a sign-in emails a code of 8 digits, shows the masked address, and passes with the code", async () => {
  const token = await startAttempt(deps, ada);
  expect(await readAttempt(deps, token)).toMatchObject({
    status: "pending",
    step: { method: "email-code", maskedAddress: "a•••@example.com", sentAt: clock.now() },
  });
  const code = await newestCode();
  expect(code).toMatch(/^\d{8}$/);
  const { session } = await signIn(deps, ada, undefined).catch(() => ({ session: null }));
  expect(session).toBeNull();
  expect((await enterCode(deps, token, ` ${code.slice(0, 4)}-${code.slice(4)}\n`)).ok).toBe(true);
});

const arabic = (code: string) => code.replace(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)));

test("C1: a code entered in Arabic digits, inside its sentence, signs in; malformed input costs no attempt in any step", async () => {
  const token = await startAttempt(deps, ada);
  const attemptsLeft = async () => (await deps.db.loginAttempt.findFirstOrThrow({ orderBy: { id: "desc" } })).attemptsLeft;
  const before = await attemptsLeft();
  for (const typed of ["", "\u200b", "1234567", "Code:", "123456789", "12345678 or 87654321", "x".repeat(5000)])
    expect(await enterCode(deps, token, typed), typed).toMatchObject({ problem: { code: "malformed-email-code" } });
  expect(await attemptsLeft()).toBe(before);
  expect(await deps.db.throttleEntry.count({ where: { secret: "second_factor" } })).toBe(0);
  const code = arabic(await newestCode());
  expect((await enterCode(deps, token, `Your code is: \u2066${code.slice(0, 4)} ${code.slice(4)}\u2069.`)).ok).toBe(true);
});

test("E1: an emailed code signs in at most once, also under 50 parallel submissions", async () => {
  const token = await startAttempt(deps, ada);
  const code = await newestCode();
  const results = await Promise.all(BURST.map(() => enterCode(deps, token, code)));
  expect(results.filter(({ ok }) => ok)).toHaveLength(1);
  expect((await enterCode(deps, token, code)).ok).toBe(false);
});

test("E2: a code passes only for the pending sign-in that requested it", async () => {
  await startAttempt(deps, ada);
  const code = await newestCode();
  const elsewhere = await startAttempt(deps, ada);
  expect(await enterCode(deps, elsewhere, code)).toMatchObject({ problem: { code: "invalid-email-code", attemptsLeft: 4 } });
  const grace = await addUser(deps, "grace", { email: "grace@example.com" });
  await deps.db.user.update({ where: { id: grace.id }, data: { emailConfirmedAt: clock.now(), emailLoginVerification: true } });
  expect(await enterCode(deps, await startAttempt(deps, grace), code)).toMatchObject({ problem: { code: "invalid-email-code" } });
});

test("E3: five wrong codes end the pending sign-in; malformed input costs nothing", async () => {
  const token = await startAttempt(deps, ada);
  const code = await newestCode();
  expect(await enterCode(deps, token, "1234567")).toMatchObject({ problem: { code: "malformed-email-code" } });
  const results = await Promise.all(BURST.map(() => enterCode(deps, token, wrong(code))));
  expect(results.filter((result) => !result.ok && result.problem.code === "invalid-email-code")).toHaveLength(5);
  expect(await enterCode(deps, token, code)).toMatchObject({ problem: { code: "start-again" } });
});

test("E4: a code expires after 10 minutes", async () => {
  const token = await startAttempt(deps, ada);
  const code = await newestCode();
  clock.advance(EMAIL_CODE_LIFETIME_SECONDS);
  expect((await enterCode(deps, token, code)).ok).toBe(false);
});

test("E5: no second code within 60 s and no more than 5 an hour, also under 50 parallel requests", async () => {
  const token = await startAttempt(deps, ada);
  expect(await again(token)).toMatchObject({ problem: { code: "send-again-later", retryAt: new Date(clock.now().getTime() + 60_000) } });
  clock.advance(60);
  const results = await Promise.all(BURST.map(() => again(token)));
  expect(results.filter(({ ok }) => ok)).toHaveLength(1);
  await Promise.all(BURST.slice(0, 2 * EMAIL_SENDS_PER_HOUR - 1).map(() => startAttempt(deps, ada)));
  expect(await codes()).toHaveLength(EMAIL_SENDS_PER_HOUR);
});

test("E6: sending again keeps the earlier code valid", async () => {
  const token = await startAttempt(deps, ada);
  const [first = ""] = await codes();
  clock.advance(60);
  unwrap(await again(token));
  expect(await newestCode()).not.toBe(first);
  expect((await enterCode(deps, token, first)).ok).toBe(true);
});

test("E7: with 2FA on no code is emailed at sign-in; switching it off restores the setting", async () => {
  const token = await startAttempt(deps, ada);
  unwrap(await enterCode(deps, token, await newestCode()));
  const bob = await addUser(deps, "bob");
  const { session } = await signIn(deps, bob);
  await deps.db.user.update({
    where: { id: bob.id },
    data: { email: "bob@example.com", emailKey: "bob@example.com", emailConfirmedAt: clock.now(), emailLoginVerification: true },
  });
  const reverified = unwrap(await requireRecentVerification(deps, session));
  const { secret } = await beginEnrolment(deps, { session: reverified });
  unwrap(await confirmEnrolment(deps, { session: reverified, code: codeNow(deps, secret), browserToken: undefined, client: CLIENT }));
  clock.advance(60);
  await signIn(deps, bob, codeNow(deps, secret));
  expect(await mailTo(deps, "bob@example.com")).toEqual([]);
  await disableTwoFactor(deps, { session: reverified, browserToken: undefined, client: CLIENT });
  expect(await enterPassword(deps, bob)).toMatchObject({ value: { status: "pending" } });
  expect(await mailTo(deps, "bob@example.com")).toHaveLength(1);
});

test("E8: the database holds the code only as a keyed hash and in the encrypted email", async () => {
  await startAttempt(deps, ada);
  const code = await newestCode();
  const rows = [await deps.db.emailChallenge.findMany(), await deps.db.mailMessage.findMany(), await deps.db.auditEvent.findMany()];
  expect(JSON.stringify(rows)).not.toContain(code);
});
