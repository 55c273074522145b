import { beforeEach, describe, expect, test } from "vitest";
import { issuePasswordLink, readPasswordLink, setPassword } from "@/lib/features/account/one-time-links";
import { deliverDueMail } from "@/lib/features/notifications/delivery";
import { flushSecurityNotices, recordSecurityNotice } from "@/lib/features/notifications/security-notices";
import { requireRecentVerification, reverify } from "@/lib/features/reverification/reverify";
import { endSession } from "@/lib/features/sessions/end-sessions";
import { readSession } from "@/lib/features/sessions/session";
import { sendSignInCodeAgain } from "@/lib/features/sign-in/sign-in";
import { consumeAttempt } from "@/lib/features/throttle/throttle";
import { beginEnrolment, confirmEnrolment } from "@/lib/features/two-factor/enrolment";
import type { Deps } from "@/lib/platform/deps";
import { EMAIL_SENDS_PER_HOUR, SECOND_FACTOR_ATTEMPTS, SECURITY_MAIL_INTERVAL_SECONDS, SESSION_LIFETIME_SECONDS } from "@/lib/policy";
import type { FakeClock } from "./fake-clock";
import { mailTo } from "./mailbox";
import { recordingTransport, withMail } from "./recording-transport";
import { createTestDeps } from "./test-deps";
import {
  addUser,
  addUserWithTwoFactor,
  CLIENT,
  codeNow,
  enterCode,
  signIn,
  startAttempt,
  type TestUserWithTwoFactor,
  unwrap,
} from "./users";

const HOUR = 60 * 60;
const ADDRESS = "bob@example.com";
const USED = { ok: false, problem: { code: "code-already-used" } };

let deps: Deps;
let clock: FakeClock;
let ada: TestUserWithTwoFactor;

beforeEach(async () => {
  ({ deps, clock } = await createTestDeps());
  ada = await addUserWithTwoFactor(deps, "ada");
  clock.advance(60);
});

/** A user with email verification at sign-in and with security notifications. */
async function addUserWithEmail() {
  const bob = await addUser(deps, "bob", { email: ADDRESS });
  const data = { emailConfirmedAt: clock.now(), emailLoginVerification: true, securityMails: true };
  await deps.db.user.update({ where: { id: bob.id }, data });
  return bob;
}

const reverifyWith = (reverification: string) =>
  reverify(deps, { session: ada.session, reverification, browserToken: undefined, client: CLIENT });

describe("the clock goes back by an hour", () => {
  test("used and earlier time steps are refused until the time has caught up; backup codes work", async () => {
    const code = codeNow(deps, ada.secret);
    await signIn(deps, ada, code);
    clock.advance(-HOUR);
    expect(await enterCode(deps, await startAttempt(deps, ada), codeNow(deps, ada.secret))).toMatchObject(USED);
    await signIn(deps, ada, ada.backupCodes[0]);
    clock.advance(HOUR);
    expect(await enterCode(deps, await startAttempt(deps, ada), code)).toMatchObject(USED);
    clock.advance(30);
    await signIn(deps, ada, codeNow(deps, ada.secret));
  });

  test("a renewed authenticator works at once: its steps are its own", async () => {
    clock.advance(-HOUR);
    unwrap(await reverifyWith(ada.backupCodes[0] ?? ""));
    const session = unwrap(await requireRecentVerification(deps, { ...ada.session, reverifiedAt: clock.now() }));
    const { secret } = await beginEnrolment(deps, { session });
    unwrap(await confirmEnrolment(deps, { session, code: codeNow(deps, secret), browserToken: undefined, client: CLIENT }));
    clock.advance(30);
    await signIn(deps, ada, codeNow(deps, secret));
  });

  test("a backup code used before stays used", async () => {
    await signIn(deps, ada, ada.backupCodes[0]);
    clock.advance(-HOUR);
    expect(await enterCode(deps, await startAttempt(deps, ada), ada.backupCodes[0] ?? "")).toMatchObject({
      problem: { code: "backup-code-already-used" },
    });
  });

  test("a sign-in under way continues, and completes once", async () => {
    const attempt = await startAttempt(deps, ada);
    clock.advance(-HOUR);
    unwrap(await enterCode(deps, attempt, ada.backupCodes[0] ?? ""));
    clock.advance(-HOUR);
    expect((await enterCode(deps, attempt, ada.backupCodes[1] ?? "")).ok).toBe(false);
  });

  test("sessions stay, an ended one does not come back, and none outlives its lifetime once the time is right", async () => {
    const { token } = await signIn(deps, ada, codeNow(deps, ada.secret));
    const { token: ended, session } = await signIn(deps, ada, ada.backupCodes[0]);
    await endSession(deps, { session, client: CLIENT });
    clock.advance(-HOUR);
    expect(await readSession(deps, token)).not.toBeNull();
    expect(await readSession(deps, ended)).toBeNull();
    clock.advance(HOUR + SESSION_LIFETIME_SECONDS);
    expect(await readSession(deps, token)).toBeNull();
  });

  test("an earlier reverification does not count, a new one does", async () => {
    unwrap(await reverifyWith(codeNow(deps, ada.secret)));
    const session = { ...ada.session, reverifiedAt: clock.now() };
    clock.advance(-HOUR);
    expect((await requireRecentVerification(deps, session)).ok).toBe(false);
    unwrap(await reverifyWith(ada.backupCodes[0] ?? ""));
    expect((await requireRecentVerification(deps, { ...session, reverifiedAt: clock.now() })).ok).toBe(true);
  });

  test("the sign-in throttle lasts no longer than its delay", async () => {
    const credential = { secret: "second_factor", target: { userId: ada.id }, browserId: null, ip: "192.0.2.9" } as const;
    for (let count = 0; count < SECOND_FACTOR_ATTEMPTS.freeFailures; count++) unwrap(await consumeAttempt(deps, credential));
    expect((await consumeAttempt(deps, credential)).ok).toBe(false);
    clock.advance(-HOUR);
    unwrap(await consumeAttempt(deps, credential));
    const refused = await consumeAttempt(deps, credential);
    expect(refused).toMatchObject({ ok: false, problem: { code: "too-many-attempts" } });
    clock.advance(2 * SECOND_FACTOR_ATTEMPTS.firstDelaySeconds);
    unwrap(await consumeAttempt(deps, credential));
  });

  test("a new emailed code is available after the usual delay, with the same hourly limit", async () => {
    const bob = await addUserWithEmail();
    const again = async (attemptToken: string) => sendSignInCodeAgain(deps, { attemptToken, client: CLIENT });
    const attempt = await startAttempt(deps, bob);
    for (let sent = 1; sent < EMAIL_SENDS_PER_HOUR; sent++) {
      clock.advance(60);
      unwrap(await again(attempt));
    }
    clock.advance(-HOUR);
    for (let sent = 0; sent < EMAIL_SENDS_PER_HOUR; sent++) {
      unwrap(await again(attempt));
      expect(await again(attempt)).toMatchObject({ ok: false, problem: { code: "send-again-later" } });
      clock.advance(60);
    }
    expect(await again(attempt)).toMatchObject({ ok: false, problem: { code: "send-again-later" } });
  });

  test("an emailed code that was used stays used", async () => {
    const bob = await addUserWithEmail();
    const attempt = await startAttempt(deps, bob);
    const code = (await mailTo(deps, ADDRESS)).at(-1)?.code ?? "";
    unwrap(await enterCode(deps, attempt, code));
    clock.advance(-HOUR);
    expect((await enterCode(deps, attempt, code)).ok).toBe(false);
    expect((await enterCode(deps, await startAttempt(deps, bob), code)).ok).toBe(false);
  });

  test("security events are emailed without extra delay", async () => {
    const bob = await addUserWithEmail();
    const note = () => recordSecurityNotice(deps, deps.db, { userId: bob.id, kind: "password-changed", client: CLIENT });
    await note();
    expect(await flushSecurityNotices(deps)).toHaveLength(1);
    clock.advance(-HOUR);
    await note();
    expect(await flushSecurityNotices(deps)).toHaveLength(1);
    await note();
    expect(await flushSecurityNotices(deps)).toHaveLength(0);
    clock.advance(SECURITY_MAIL_INTERVAL_SECONDS);
    expect(await flushSecurityNotices(deps)).toHaveLength(1);
  });

  test("a queued email is sent once the time has caught up, a new one at once, and each only once", async () => {
    const transport = recordingTransport();
    const bob = await addUserWithEmail();
    await startAttempt(deps, bob);
    clock.advance(-HOUR);
    await startAttempt(deps, bob);
    const sending = withMail(deps, transport);
    await deliverDueMail(sending);
    expect(transport.sent).toHaveLength(1);
    clock.advance(HOUR);
    await deliverDueMail(sending);
    await deliverDueMail(sending);
    expect(transport.sent).toHaveLength(2);
  });

  test("a one-time link works once", async () => {
    const eve = await deps.db.user.create({ data: { username: "eve", usernameKey: "eve", createdAt: clock.now() } });
    const link = await deps.db.$transaction((tx) => issuePasswordLink(deps, tx, eve.id));
    const token = new URL(link).searchParams.get("token") ?? "";
    clock.advance(-HOUR);
    expect((await readPasswordLink(deps, token)).ok).toBe(true);
    const choose = () => setPassword(deps, { token, password: "a long enough password", client: CLIENT });
    unwrap(await choose());
    clock.advance(-HOUR);
    expect((await choose()).ok).toBe(false);
  });
});

describe("the clock goes forward by an hour", () => {
  test("an earlier code is refused, the current one works, and used ones stay used when the clock is corrected", async () => {
    const code = codeNow(deps, ada.secret);
    clock.advance(HOUR);
    expect((await enterCode(deps, await startAttempt(deps, ada), code)).ok).toBe(false);
    const later = codeNow(deps, ada.secret);
    await signIn(deps, ada, later);
    clock.advance(-HOUR);
    expect(await enterCode(deps, await startAttempt(deps, ada), code)).toMatchObject(USED);
    await signIn(deps, ada, ada.backupCodes[0]);
  });

  test("a sign-in under way expires, and a new sign-in works", async () => {
    const attempt = await startAttempt(deps, ada);
    const bob = await addUser(deps, "bob");
    clock.advance(HOUR);
    expect(await enterCode(deps, attempt, ada.backupCodes[0] ?? "")).toMatchObject({ problem: { code: "start-again" } });
    await signIn(deps, ada, ada.backupCodes[0]);
    await signIn(deps, bob);
  });

  test("remembered sessions stay, other sessions and reverifications expire", async () => {
    const { token, session } = await signIn(deps, ada, codeNow(deps, ada.secret));
    const { token: other } = await signIn(deps, ada, ada.backupCodes[1]);
    await deps.db.session.update({ where: { id: session.id }, data: { remember: true } });
    unwrap(await reverifyWith(ada.backupCodes[0] ?? ""));
    const reverifiedAt = clock.now();
    clock.advance(HOUR);
    expect([await readSession(deps, token), await readSession(deps, other)]).toEqual([expect.anything(), null]);
    expect((await requireRecentVerification(deps, { ...session, reverifiedAt })).ok).toBe(false);
  });

  test("an enrolment under way expires, and a new one works", async () => {
    const bob = await addUser(deps, "bob");
    const { session } = await signIn(deps, bob);
    const before = unwrap(await requireRecentVerification(deps, session));
    const { secret } = await beginEnrolment(deps, { session: before });
    clock.advance(HOUR + 1);
    const code = codeNow(deps, secret);
    expect(await confirmEnrolment(deps, { session: before, code, browserToken: undefined, client: CLIENT })).toMatchObject({
      problem: { code: "enrolment-expired" },
    });
    const { session: again } = await signIn(deps, bob);
    expect((await beginEnrolment(deps, { session: unwrap(await requireRecentVerification(deps, again)) })).secret).not.toBe(secret);
  });

  test("the sign-in throttle refunds no more attempts than the time that passed allows", async () => {
    const credential = { secret: "second_factor", target: { userId: ada.id }, browserId: null, ip: "192.0.2.9" } as const;
    for (let count = 0; count < SECOND_FACTOR_ATTEMPTS.freeFailures; count++) unwrap(await consumeAttempt(deps, credential));
    clock.advance(HOUR);
    unwrap(await consumeAttempt(deps, credential));
    expect((await consumeAttempt(deps, credential)).ok).toBe(false);
  });
});
