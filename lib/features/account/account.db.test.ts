import { beforeEach, expect, test } from "vitest";
import { findBrowser, recognizeBrowser } from "@/lib/features/known-browsers/known-browsers";
import { requireRecentVerification } from "@/lib/features/reverification/reverify";
import { endSession } from "@/lib/features/sessions/end-sessions";
import { type ReverifiedSession, readSession } from "@/lib/features/sessions/session";
import { consumeAttempt } from "@/lib/features/throttle/throttle";
import type { Deps } from "@/lib/platform/deps";
import { EMAIL_SENDS_PER_HOUR, PASSWORD_ATTEMPTS } from "@/lib/policy";
import type { FakeClock } from "@/lib/testing/fake-clock";
import { mailTo } from "@/lib/testing/mailbox";
import { createTestDeps } from "@/lib/testing/test-deps";
import {
  addUser,
  addUserWithTwoFactor,
  CLIENT,
  enterCode,
  enterPassword,
  PASSWORD,
  signIn,
  startAttempt,
  type TestUser,
  unwrap,
} from "@/lib/testing/users";
import { confirmAddress, discardPendingAddress, sendAddressCodeAgain } from "./address";
import { changePassword } from "./change-password";
import { readProtectionWithoutTwoFactor, readSettings, turnOffEmailVerification, updateSettings } from "./settings";
import { type RequestedSettings, type SettingsValues, UserRemoved } from "./types";

const ADDRESS = "ada@example.com";
const NEW_PASSWORD = "a longer way to say it";

let deps: Deps;
let clock: FakeClock;
let ada: TestUser;
let here: { token: string; session: ReverifiedSession };

beforeEach(async () => {
  ({ deps, clock } = await createTestDeps());
  ada = await addUser(deps, "ada");
  here = await signInReverified(ada);
});

async function signInReverified(user: TestUser) {
  const { token, session } = await signIn(deps, user);
  return { token, session: unwrap(await requireRecentVerification(deps, session)) };
}

const submit = (requested: Partial<RequestedSettings>, session = here.session) =>
  updateSettings(deps, {
    session,
    requested: { email: null, emailLoginVerification: false, securityMails: false, ...requested },
    browserToken: undefined,
    client: CLIENT,
  });
const confirm = (code: string, session = here.session) => confirmAddress(deps, { session, code, browserToken: undefined, client: CLIENT });
const codeTo = async (address: string) => (await mailTo(deps, address)).filter(({ kind }) => kind === "address-code").at(-1)?.code ?? "";

async function confirmNewAddress(address: string, requested: Partial<SettingsValues> = {}) {
  unwrap(await submit({ email: address, ...requested }));
  unwrap(await confirm(await codeTo(address)));
}

test("S1: a new address comes into force only with the code sent to it; until then address and settings stay as they were", async () => {
  const before = await readSettings(deps, here.session);
  expect(await submit({ email: ADDRESS, emailLoginVerification: true, securityMails: true })).toMatchObject({ value: { applied: false } });
  expect(await readSettings(deps, here.session)).toMatchObject({ ...before, pendingAddress: { address: ADDRESS } });
  expect(await enterPassword(deps, ada)).toMatchObject({ value: { status: "complete" } });
  unwrap(await confirm(await codeTo(ADDRESS)));
  expect(await readSettings(deps, here.session)).toEqual({
    email: ADDRESS,
    emailConfirmed: true,
    emailLoginVerification: true,
    securityMails: true,
    pendingAddress: null,
  });
  expect(await enterPassword(deps, ada)).toMatchObject({ value: { status: "pending" } });
});

test("S2: email verification never takes effect for an unconfirmed address", async () => {
  const grace = await addUser(deps, "grace", { email: "grace@example.com" });
  here = await signInReverified(grace);
  expect(await submit({ email: "grace@example.com", emailLoginVerification: true })).toMatchObject({ value: { applied: false } });
  expect(await readSettings(deps, here.session)).toMatchObject({ emailLoginVerification: false });
  await deps.db.user.update({ where: { id: grace.id }, data: { emailLoginVerification: true } });
  expect(await enterPassword(deps, grace)).toMatchObject({ value: { status: "complete" } });
  expect(await submit({ emailLoginVerification: true })).toMatchObject({ problem: { code: "address-needed" } });
});

test("an unconfirmed address is confirmed on request, and then not again", async () => {
  const grace = await addUser(deps, "grace", { email: "grace@example.com" });
  here = await signInReverified(grace);
  const requested = { email: "grace@example.com", confirmAddress: true };
  expect(await submit({ ...requested, confirmAddress: false })).toMatchObject({ value: { applied: true } });
  expect(await submit(requested)).toMatchObject({ value: { applied: false } });
  expect(await readSettings(deps, here.session)).toMatchObject({ emailConfirmed: false, pendingAddress: { change: false } });
  unwrap(await confirm(await codeTo("grace@example.com")));
  expect(await readSettings(deps, here.session)).toMatchObject({ emailConfirmed: true, pendingAddress: null });
  expect(await submit(requested)).toMatchObject({ value: { applied: true } });
});

test("S3: the code for an address passes only in the session that submitted it, once, and five wrong ones void it", async () => {
  unwrap(await submit({ email: ADDRESS }));
  const code = await codeTo(ADDRESS);
  const elsewhere = await signInReverified(ada);
  expect(await confirm(code, elsewhere.session)).toMatchObject({ problem: { code: "no-pending-address" } });
  const burst = await Promise.all(Array.from({ length: 50 }, () => confirm(code)));
  expect(burst.filter(({ ok }) => ok)).toHaveLength(1);
  clock.advance(60);
  unwrap(await submit({ email: "second@example.com" }));
  const second = await codeTo("second@example.com");
  const wrong = second.replace(/^./, (digit) => String((Number(digit) + 1) % 10));
  for (let left = 4; left >= 0; left--)
    expect(await confirm(wrong)).toMatchObject({ problem: { code: "invalid-email-code", attemptsLeft: left } });
  expect(await confirm(second)).toMatchObject({ problem: { code: "no-pending-address" } });
});

test("S4: the previous address is notified when the address changes or is removed", async () => {
  await confirmNewAddress(ADDRESS);
  clock.advance(60);
  await confirmNewAddress("new@example.com");
  expect((await mailTo(deps, ADDRESS)).map(({ kind }) => kind)).toEqual(["address-code", "address-changed"]);
  clock.advance(1);
  unwrap(await submit({ email: null }));
  expect((await mailTo(deps, "new@example.com")).map(({ kind }) => kind)).toEqual(["address-code", "address-changed"]);
  expect(await readSettings(deps, here.session)).toMatchObject({ email: null, emailConfirmed: false, emailLoginVerification: false });
});

test("an account without an address keeps its email preferences", async () => {
  for (const securityMails of [false, true]) {
    expect(await submit({ securityMails })).toEqual({ ok: true, value: { applied: true } });
    expect(await readSettings(deps, here.session)).toMatchObject({ email: null, securityMails });
  }
  await confirmNewAddress(ADDRESS, { securityMails: true });
  unwrap(await submit({ email: null, securityMails: true }));
  expect(await readSettings(deps, here.session)).toMatchObject({ email: null, securityMails: true });
});

test("S5: only the owner of a mailbox learns that another account has its address", async () => {
  await addUser(deps, "grace", { email: "Grace@example.com" });
  expect(await submit({ email: "grace@example.com" })).toMatchObject({ value: { applied: false } });
  expect(await confirm(await codeTo("grace@example.com"))).toMatchObject({ problem: { code: "email-taken" } });
  expect(await readSettings(deps, here.session)).toMatchObject({ email: null });
});

test("S6: with 2FA on, the setting of email verification is kept whatever is submitted", async () => {
  const bob = await addUserWithTwoFactor(deps, "bob");
  await deps.db.user.update({
    where: { id: bob.id },
    data: { email: "bob@example.com", emailKey: "bob@example.com", emailConfirmedAt: clock.now(), emailLoginVerification: true },
  });
  const session = bob.session as ReverifiedSession;
  unwrap(await submit({ email: "bob@example.com", emailLoginVerification: false, securityMails: true }, session));
  expect(await readSettings(deps, session)).toMatchObject({ emailLoginVerification: true, securityMails: true });
});

test("S7: changing the password takes the current one, ends the other sessions and keeps this one", async () => {
  const other = await signIn(deps, ada);
  const change = (currentPassword: string, newPassword: string) =>
    changePassword(deps, { session: here.session, currentPassword, newPassword, browserToken: undefined, client: CLIENT });
  expect(await change("not the password", NEW_PASSWORD)).toMatchObject({ problem: { code: "wrong-password" } });
  for (const same of [PASSWORD, PASSWORD.replace("c", "\uFF43")])
    expect(await change(PASSWORD, same)).toMatchObject({ problem: { code: "same-password" } });
  expect(await change(PASSWORD, "PasswordPassword")).toMatchObject({ problem: { code: "common-password" } });
  expect(await change(PASSWORD, `${here.session.user.username.repeat(4)}2024`)).toMatchObject({ problem: { code: "personal-password" } });
  expect(await readSession(deps, other.token)).not.toBeNull();
  unwrap(await change(PASSWORD, NEW_PASSWORD));
  expect(await readSession(deps, other.token)).toBeNull();
  expect(await readSession(deps, here.token)).not.toBeNull();
  expect((await enterPassword(deps, ada)).ok).toBe(false);
  expect((await enterPassword(deps, ada, NEW_PASSWORD)).ok).toBe(true);
});

test("S7: a wrong current password counts as a failed attempt, and the answer names the delay it starts", async () => {
  const attempt = () =>
    changePassword(deps, {
      session: here.session,
      currentPassword: "not the password",
      newPassword: NEW_PASSWORD,
      browserToken: undefined,
      client: CLIENT,
    });
  for (let free = 1; free < PASSWORD_ATTEMPTS.freeFailures; free++)
    expect(await attempt()).toEqual({ ok: false, problem: { code: "wrong-password", retryAt: null } });
  const retryAt = new Date(clock.now().getTime() + PASSWORD_ATTEMPTS.firstDelaySeconds * 1000);
  expect(await attempt()).toEqual({ ok: false, problem: { code: "wrong-password", retryAt } });
  expect(await attempt()).toEqual({ ok: false, problem: { code: "too-many-attempts", retryAt } });
});

test("S8: Send again mails another code for the same address and settings; the first one stays good", async () => {
  unwrap(await submit({ email: ADDRESS, securityMails: true }));
  const again = () => sendAddressCodeAgain(deps, { session: here.session, client: CLIENT });
  expect(await again()).toMatchObject({ ok: false, problem: { code: "send-again-later" } });
  const first = await codeTo(ADDRESS);
  clock.advance(60);
  unwrap(await again());
  expect(await codeTo(ADDRESS)).not.toBe(first);
  unwrap(await confirm(first));
  expect(await readSettings(deps, here.session)).toMatchObject({ email: ADDRESS, securityMails: true, pendingAddress: null });
  expect(await again()).toMatchObject({ ok: false, problem: { code: "no-pending-address" } });
});

test("S9: the code of a discarded address no longer confirms it", async () => {
  unwrap(await submit({ email: ADDRESS }));
  expect((await readSettings(deps, here.session)).pendingAddress).toMatchObject({ address: ADDRESS, delivery: "queued" });
  await discardPendingAddress(deps, here.session);
  expect((await readSettings(deps, here.session)).pendingAddress).toBeNull();
  expect(await confirm(await codeTo(ADDRESS))).toMatchObject({ ok: false, problem: { code: "no-pending-address" } });
  expect((await readSettings(deps, here.session)).email).toBeNull();
});

test("S3: the code of a discarded address changes nothing", async () => {
  unwrap(await submit({ email: "wrong@example.com" }));
  const abandoned = await codeTo("wrong@example.com");
  await discardPendingAddress(deps, here.session);
  clock.advance(60);
  unwrap(await submit({ email: ADDRESS }));
  expect(await confirm(abandoned)).toMatchObject({ problem: { code: "invalid-email-code" } });
  unwrap(await confirm(await codeTo(ADDRESS)));
});

const events = async (userId: string) =>
  (await deps.db.auditEvent.findMany({ where: { subjectUserId: userId }, orderBy: { id: "asc" } })).map(({ type }) => type);
const notices = async (userId: string) => (await deps.db.securityNotice.findMany({ where: { userId } })).map(({ kind }) => kind);

test("S10: confirming the address that the account already has is not a change of address", async () => {
  const grace = await addUser(deps, "grace", { email: "Grace@example.com" });
  here = await signInReverified(grace);
  unwrap(await submit({ email: "grace@example.com", securityMails: true }));
  expect((await readSettings(deps, here.session)).pendingAddress).toMatchObject({ change: false });
  expect(unwrap(await confirm(await codeTo("grace@example.com")))).toEqual({ change: false });
  expect(await events(grace.id)).toContain("address-confirmed");
  expect(await events(grace.id)).not.toContain("address-changed");
  expect(await notices(grace.id)).toEqual(["address-confirmed"]);
  clock.advance(60);
  unwrap(await submit({ email: ADDRESS, securityMails: true }));
  expect((await readSettings(deps, here.session)).pendingAddress).toMatchObject({ change: true });
  expect(unwrap(await confirm(await codeTo(ADDRESS)))).toEqual({ change: true });
  expect(await events(grace.id)).toContain("address-changed");
});

test("S11: email verification turned off by the operator ends sign-ins that wait for a code, is recorded and notified once", async () => {
  await confirmNewAddress(ADDRESS, { emailLoginVerification: true, securityMails: true });
  const attemptToken = await startAttempt(deps, ada);
  expect(await turnOffEmailVerification(deps, { userId: ada.id })).toBe(true);
  const code = (await mailTo(deps, ADDRESS)).at(-1)?.code ?? "";
  expect(await enterCode(deps, attemptToken, code)).toMatchObject({ problem: { code: "start-again" } });
  expect(await enterPassword(deps, ada)).toMatchObject({ value: { status: "complete" } });
  expect(await readSession(deps, here.token)).not.toBeNull();
  expect(await readSettings(deps, here.session)).toMatchObject({ email: ADDRESS, emailLoginVerification: false, securityMails: true });
  expect(await turnOffEmailVerification(deps, { userId: ada.id })).toBe(false);
  expect((await events(ada.id)).filter((type) => type === "email-verification-disabled")).toHaveLength(1);
  expect((await notices(ada.id)).filter((kind) => kind === "email-verification-disabled")).toHaveLength(1);
});

test("S11: turning email verification off in the settings notifies the user, turning it on does not", async () => {
  await confirmNewAddress(ADDRESS, { emailLoginVerification: false, securityMails: true });
  const disabledNotices = async () => (await notices(ada.id)).filter((kind) => kind === "email-verification-disabled");
  unwrap(await submit({ email: ADDRESS, emailLoginVerification: true, securityMails: true }));
  expect(await disabledNotices()).toEqual([]);
  unwrap(await submit({ email: ADDRESS, emailLoginVerification: false, securityMails: false }));
  unwrap(await submit({ email: ADDRESS, emailLoginVerification: false, securityMails: true }));
  expect(await disabledNotices()).toHaveLength(1);
});

test("G2: a code without a pending address refunds no attempt to a known browser", async () => {
  const { token } = await deps.db.$rawTransaction((tx) =>
    recognizeBrowser(deps, tx, { userId: ada.id, token: undefined, secondFactor: true }),
  );
  const browserId = await findBrowser(deps, ada.id, token, "second_factor");
  const attempt = { secret: "second_factor", target: { userId: ada.id }, browserId, ip: CLIENT.ip } as const;
  for (let failures = 0; failures < 5; failures++) unwrap(await consumeAttempt(deps, attempt));
  const input = { session: here.session, code: "12345678", browserToken: token, client: CLIENT };
  expect(await confirmAddress(deps, input)).toMatchObject({ problem: { code: "no-pending-address" } });
  expect(await deps.db.throttleEntry.findFirst({ where: { scope: "browser" } })).toMatchObject({ failures: 5 });
});

test("E5: signing out and in again gives no more than 5 codes an hour", async () => {
  for (let sent = 0; sent < EMAIL_SENDS_PER_HOUR; sent++) {
    unwrap(await submit({ email: "victim@example.com" }));
    await endSession(deps, { session: here.session, client: CLIENT });
    here = await signInReverified(ada);
  }
  expect(await submit({ email: "victim@example.com" })).toMatchObject({ problem: { code: "send-again-later" } });
  expect(await mailTo(deps, "victim@example.com")).toHaveLength(EMAIL_SENDS_PER_HOUR);
});

test.each([
  { email: null, isConfirmed: false, isChosen: false, protection: "password" },
  { email: "ada@example.com", isConfirmed: false, isChosen: true, protection: "password" },
  { email: "ada@example.com", isConfirmed: true, isChosen: false, protection: "password" },
  { email: "ada@example.com", isConfirmed: true, isChosen: true, protection: "email-code" },
])("T12: with address $email (proven: $isProven) and emailed codes $isChosen sign-in and pages agree on $protection", async (row) => {
  const { email, isConfirmed, isChosen, protection } = row;
  const data = { email, emailKey: email, emailConfirmedAt: isConfirmed ? clock.now() : null, emailLoginVerification: isChosen };
  await deps.db.user.update({ where: { id: ada.id }, data });
  expect(await readProtectionWithoutTwoFactor(deps, ada.id)).toBe(protection);
  expect(unwrap(await enterPassword(deps, ada)).status).toBe(protection === "password" ? "complete" : "pending");
});

test("a user removed after the session was read causes no database error, whatever is read or changed", async () => {
  await deps.db.user.delete({ where: { id: ada.id } });
  await expect(readSettings(deps, here.session)).rejects.toThrow(UserRemoved);
  await expect(readProtectionWithoutTwoFactor(deps, ada.id)).rejects.toThrow(UserRemoved);
  await expect(submit({ securityMails: true })).rejects.toThrow(UserRemoved);
});
