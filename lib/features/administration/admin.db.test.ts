import { beforeEach, describe, expect, test } from "vitest";
import { findUserById } from "@/lib/features/account/find-user";
import { readPasswordLink, setPassword } from "@/lib/features/account/one-time-links";
import { listEvents } from "@/lib/features/audit/events";
import { recordRefusedAccess } from "@/lib/features/audit/record";
import { decryptBody, enqueueMail } from "@/lib/features/notifications/outbox";
import { requireRecentVerification } from "@/lib/features/reverification/reverify";
import { type ReverifiedSession, readSession } from "@/lib/features/sessions/session";
import { beginEnrolment } from "@/lib/features/two-factor/enrolment";
import type { Deps } from "@/lib/platform/deps";
import { OUTBOX_READ_INTERVAL_SECONDS, PASSWORD_ATTEMPTS, REFUSED_ACCESS_INTERVAL_SECONDS } from "@/lib/policy";
import type { FakeClock } from "@/lib/testing/fake-clock";
import { recordingTransport, withMail } from "@/lib/testing/recording-transport";
import { createTestDeps } from "@/lib/testing/test-deps";
import { addUser, addUserWithTwoFactor, CLIENT, enterPassword, signIn, type TestUser, unwrap } from "@/lib/testing/users";
import { actOnUser, actOnUserAsOperator } from "./act-on-user";
import { inviteUser } from "./invite-user";
import { readOutboxEmail } from "./read-outbox-email";
import { readUserDetails } from "./read-user-details";
import { type AccountChange, USER_ACTIONS, type UserAction } from "./types";

let deps: Deps;
let clock: FakeClock;
let root: TestUser;
let session: ReverifiedSession;

beforeEach(async () => {
  ({ deps, clock } = await createTestDeps());
  root = await addUser(deps, "root", { admin: true });
  session = await reverifiedSession(root);
});

async function reverifiedSession(user: TestUser): Promise<ReverifiedSession> {
  return unwrap(await requireRecentVerification(deps, (await signIn(deps, user)).session));
}

const act = (action: UserAction, user: TestUser, by = session) => actOnUser(deps, { session: by, userId: user.id, action, client: CLIENT });
const invite = (username: string, email: string | null = null, by = session) =>
  inviteUser(deps, { session: by, username, email, admin: false, client: CLIENT });
const tokenOf = (link: string | null) => new URL(link ?? "").searchParams.get("token") ?? "";
const latestEvent = async (user: TestUser) => (await listEvents(deps, user.id, 1))[0];
const mails = () => deps.db.mailMessage.findMany({ orderBy: { id: "asc" } });
const reverifyWith = (user: TestUser, email: string) =>
  deps.db.user.update({ where: { id: user.id }, data: { email, emailKey: email, emailConfirmedAt: clock.now() } });

test.each(USER_ACTIONS)("A1: %s is refused to all but administrators, and changes nothing", async (action) => {
  const bob = await addUserWithTwoFactor(deps, "bob");
  const eve = await reverifiedSession(await addUser(deps, "eve"));
  const claimed = { ...eve, user: { ...eve.user, admin: true } };
  expect(await act(action, bob, claimed)).toEqual({ ok: false, problem: { code: "not-administrator" } });
  expect(await invite("mallory", null, claimed)).toEqual({ ok: false, problem: { code: "not-administrator" } });
  expect(await findUserById(deps, bob.id)).toMatchObject({ disabled: false, twoFactor: { state: "enabled" } });
});

test("A1: a demoted administrator is refused, whatever the session remembers", async () => {
  const bob = await addUser(deps, "bob");
  await deps.db.user.update({ where: { id: root.id }, data: { admin: false } });
  expect(await act("disable", bob)).toMatchObject({ problem: { code: "not-administrator" } });
});

test.each(USER_ACTIONS)("A2: %s on one's own account is refused", async (action) => {
  expect(await act(action, root)).toEqual({ ok: false, problem: { code: "own-account" } });
});

test("A2: of two administrators who disable each other at once, one stays enabled", async () => {
  for (let round = 0; round < 5; round++) {
    const other = await addUser(deps, `other${round}`, { admin: true });
    const theirs = await reverifiedSession(other);
    const results = await Promise.all([act("disable", other), act("disable", root, theirs)]);
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await deps.db.user.count({ where: { admin: true, disabledAt: null } })).toBe(1);
    await deps.db.user.updateMany({ where: { id: root.id }, data: { disabledAt: null } });
    await deps.db.user.delete({ where: { id: other.id } });
    session = await reverifiedSession(root);
  }
});

test("A3: every action is recorded with who did it and to whom, from where", async () => {
  const bob = await addUserWithTwoFactor(deps, "bob");
  const types = {
    "reset-2fa": "two-factor-reset",
    "turn-off-email-verification": "email-verification-disabled",
    "new-link": "password-link-issued",
    "sign-out-everywhere": "sessions-revoked",
    "make-administrator": "administrator-granted",
    "remove-administrator": "administrator-removed",
    disable: "user-disabled",
    enable: "user-enabled",
    delete: "user-deleted",
  };
  await reverifyWith(bob, "bob@example.com");
  await deps.db.user.update({ where: { id: bob.id }, data: { emailLoginVerification: true } });
  for (const [action, type] of Object.entries(types)) {
    unwrap(await act(action as UserAction, bob));
    expect(await latestEvent(bob)).toMatchObject({ type, actor: "root", subject: "bob", client: CLIENT });
    clock.advance(1);
  }
});

test("A3: Unlock is due while a delay runs, is recorded and emailed, and takes effect at once", async () => {
  const bob = await addUser(deps, "bob");
  await reverifyWith(bob, "bob@example.com");
  expect(await act("unlock", bob)).toEqual({ ok: false, problem: { code: "action-not-available" } });
  for (let failures = 0; failures < PASSWORD_ATTEMPTS.freeFailures; failures++) await enterPassword(deps, bob, "wrong");
  expect(await enterPassword(deps, bob)).toMatchObject({ problem: { code: "too-many-attempts" } });
  expect((await readUserDetails(deps, session, bob.id))?.actions).toContain("unlock");
  unwrap(await act("unlock", bob));
  expect(await latestEvent(bob)).toMatchObject({ type: "account-unlocked", actor: "root", client: CLIENT });
  expect((await mails()).map(({ subject }) => subject)).toEqual(["Latchkey: Your account was unlocked"]);
  expect((await readUserDetails(deps, session, bob.id))?.actions).not.toContain("unlock");
  expect((await enterPassword(deps, bob)).ok).toBe(true);
  expect(await act("unlock", bob)).toEqual({ ok: false, problem: { code: "action-not-available" } });
});

test("A3: an action that is not due changes and records nothing", async () => {
  const bob = await addUser(deps, "bob");
  for (const action of ["reset-2fa", "turn-off-email-verification", "remove-administrator", "enable"] as const) {
    expect(await act(action, bob)).toEqual({ ok: false, problem: { code: "action-not-available" } });
  }
  expect(await listEvents(deps, bob.id, 10)).toEqual([]);
});

test("A4: the user is notified at the confirmed address, whatever the email preferences say, and at no other address", async () => {
  const bob = await addUserWithTwoFactor(deps, "bob");
  const carol = await addUser(deps, "carol", { email: "claimed@example.com" });
  await reverifyWith(bob, "bob@example.com");
  const data = { emailLoginVerification: true, securityMails: false };
  await deps.db.user.update({ where: { id: bob.id }, data });
  const actions = USER_ACTIONS.filter((action) => action !== "unlock");
  for (const action of actions) unwrap(await act(action, bob));
  for (const action of ["new-link", "disable", "delete"] as const) unwrap(await act(action, carol));
  const sent = await mails();
  expect(sent.map(({ toAddress }) => toAddress)).toEqual(actions.map(() => "bob@example.com"));
  expect(sent.map(({ subject }) => subject).sort()).toEqual([
    "Latchkey: A link to set a new password was created",
    "Latchkey: Email login verification was turned off",
    "Latchkey: You were signed out everywhere",
    "Latchkey: Your account was deleted",
    "Latchkey: Your account was disabled",
    "Latchkey: Your account was enabled",
    "Latchkey: Your two-factor authentication was reset",
    "Latchkey: You’re an administrator now",
    "Latchkey: You’re no longer an administrator",
  ]);
  for (const row of sent) expect(JSON.stringify(decryptBody(deps, row, row.encryptedBody ?? "").content)).toContain("root");
});

test.each([
  { emailLoginVerification: false, says: "Only your password protects your Latchkey account now" },
  { emailLoginVerification: true, says: "Your password and an emailed code protect your Latchkey account now" },
])("T12: the email about a reset says what protects the account now: $says", async ({ emailLoginVerification, says }) => {
  const bob = await addUserWithTwoFactor(deps, "bob");
  await reverifyWith(bob, "bob@example.com");
  await deps.db.user.update({ where: { id: bob.id }, data: { emailLoginVerification } });
  unwrap(await act("reset-2fa", bob));
  const [row] = await mails();
  expect(row && JSON.stringify(decryptBody(deps, row, row.encryptedBody ?? "").content)).toContain(says);
  const begun = unwrap(await enterPassword(deps, bob));
  expect(begun.status).toBe(emailLoginVerification ? "pending" : "complete");
});

test("A4: an operator's action notifies the user once, in an email without an administrator's name", async () => {
  const bob = await addUserWithTwoFactor(deps, "bob");
  await reverifyWith(bob, "bob@example.com");
  const operate = (change: AccountChange) => actOnUserAsOperator(deps, { userId: bob.id, change });
  for (const change of ["reset-2fa", "sign-out-everywhere", "disable", "enable"] as const) {
    expect(await operate(change)).toMatchObject({ due: true, mailId: expect.any(String) });
  }
  expect(await operate("reset-2fa")).toEqual({ due: false, sessionsEnded: null, mailId: null });
  expect(await operate("enable")).toMatchObject({ due: false, mailId: null });
  const sent = await mails();
  expect(sent.map(({ toAddress }) => toAddress)).toEqual(Array(4).fill("bob@example.com"));
  for (const row of sent)
    expect(JSON.stringify(decryptBody(deps, row, row.encryptedBody ?? "").content)).toContain("On the server, by an operator of Latchkey");
  const events = await listEvents(deps, bob.id, 10);
  expect(events.filter(({ type }) => type === "two-factor-reset")).toMatchObject([{ actor: null, client: null }]);
});

test("A3: an operator's reset of 2FA that is off ends the sessions and records that alone", async () => {
  const bob = await addUser(deps, "bob");
  const { token } = await signIn(deps, bob);
  await actOnUserAsOperator(deps, { userId: bob.id, change: "reset-2fa" });
  expect(await readSession(deps, token)).toBeNull();
  expect((await listEvents(deps, bob.id, 10)).map(({ type }) => type)).toEqual(["sessions-revoked", "signed-in"]);
});

test("A3: an operator's reset during the first enrolment is recorded", async () => {
  const bob = await addUser(deps, "bob");
  await beginEnrolment(deps, { session: await reverifiedSession(bob) });
  await actOnUserAsOperator(deps, { userId: bob.id, change: "reset-2fa" });
  expect(await deps.db.pendingTotpSecret.count({ where: { userId: bob.id } })).toBe(0);
  expect(await latestEvent(bob)).toMatchObject({ type: "two-factor-reset", actor: null, client: null });
});

test("A5: sessions end at once with each action that says so", async () => {
  const bob = await addUser(deps, "bob");
  for (const action of ["sign-out-everywhere", "disable"] as const) {
    const { token } = await signIn(deps, bob);
    unwrap(await act(action, bob));
    expect(await readSession(deps, token)).toBeNull();
  }
  expect(await enterPassword(deps, bob)).toMatchObject({ ok: false });
});

test("A6: no link is queued in an outbox that is never sent, for new and for existing accounts", async () => {
  const { userId, mailId } = unwrap(await invite("bob", "bob@example.com"));
  expect(mailId).toBeNull();
  expect(unwrap(await act("new-link", { id: userId, username: "bob" }))).toMatchObject({ link: expect.any(String), mailId: null });
  expect(await mails()).toEqual([]);
});

test("A6: an invited user sets the password once, which alone makes no session, and can sign in afterwards", async () => {
  deps = withMail(deps, recordingTransport());
  const { link, userId } = unwrap(await invite("bob", "bob@example.com"));
  const [mail] = await mails();
  expect(mail).toMatchObject({ toAddress: "bob@example.com", kind: "password-link" });
  expect(JSON.stringify(await deps.db.oneTimeLink.findMany())).not.toContain(tokenOf(link));
  const bob = { id: userId, username: "bob" };
  expect(await enterPassword(deps, bob, "")).toMatchObject({ ok: false });
  unwrap(await readPasswordLink(deps, tokenOf(link)));
  unwrap(await readPasswordLink(deps, tokenOf(link)));
  expect(await setPassword(deps, { token: tokenOf(link), password: "passwordpassword", client: CLIENT })).toMatchObject({
    problem: { code: "common-password" },
  });
  expect(await setPassword(deps, { token: tokenOf(link), password: "bob@example.com1", client: CLIENT })).toMatchObject({
    problem: { code: "personal-password" },
  });
  const passwords = Array.from({ length: 50 }, (_, index) => `a password of my own ${index}`);
  const results = await Promise.all(passwords.map((password) => setPassword(deps, { token: tokenOf(link), password, client: CLIENT })));
  expect(results.filter(({ ok }) => ok)).toHaveLength(1);
  expect(await deps.db.session.count({ where: { userId } })).toBe(0);
  expect(await latestEvent(bob)).toMatchObject({ type: "password-set", actor: "bob" });
  const chosen = passwords[results.findIndex(({ ok }) => ok)];
  expect(await enterPassword(deps, bob, chosen)).toMatchObject({ ok: true });
});

test("A6: a link is invalid after 72 hours, when a newer one is issued, and when the account is disabled", async () => {
  const over = { ok: false, problem: { code: "link-invalid" } };
  const use = (link: string | null) => setPassword(deps, { token: tokenOf(link), password: "a password of my own", client: CLIENT });
  const late = unwrap(await invite("late"));
  clock.advance(72 * 3600);
  expect([await readPasswordLink(deps, tokenOf(late.link)), await use(late.link)]).toEqual([over, over]);
  session = await reverifiedSession(root);
  const bob = unwrap(await invite("bob"));
  const newer = unwrap(await act("new-link", { id: bob.userId, username: "bob" }));
  expect(await use(bob.link)).toEqual(over);
  unwrap(await act("disable", { id: bob.userId, username: "bob" }));
  expect(await use(newer.link)).toEqual(over);
});

test("A7: what administrators read of an account holds no hash and no secret", async () => {
  const bob = await addUserWithTwoFactor(deps, "bob");
  const text = JSON.stringify(await readUserDetails(deps, session, bob.id));
  expect(text).not.toMatch(/argon2|hash|sealed/i);
  for (const secret of [bob.secret, ...bob.backupCodes]) expect(text).not.toContain(secret);
  expect(await readUserDetails(deps, session, root.id)).toMatchObject({ actions: [] });
});

describe("A10: an email kept in the outbox", () => {
  const read = (mailId: string, by: TestUser, session: ReverifiedSession) =>
    readOutboxEmail(deps, { session: { ...session, user: { ...session.user, id: by.id, admin: true } }, mailId, client: CLIENT });
  const readings = () =>
    deps.db.auditEvent.findMany({ where: { type: "outbox-email-read" }, select: { actorUserId: true, subjectUserId: true, ip: true } });
  let bob: TestUser;
  let mailId: string;

  beforeEach(async () => {
    bob = await addUser(deps, "bob");
    const mail = {
      kind: "login-code",
      code: "82345619",
      expiresInMinutes: 10,
      at: clock.now(),
      ip: CLIENT.ip,
      browser: "Firefox",
    } as const;
    mailId = await enqueueMail(deps, deps.db, { userId: bob.id, username: "bob", to: "bob@example.com", mail });
  });

  test("is readable by an administrator, and the reading is recorded for its account, once in ten minutes", async () => {
    const seen = await Promise.all(Array.from({ length: 20 }, () => read(mailId, root, session)));
    for (const mail of seen) expect(mail).toMatchObject({ kind: "text", text: expect.stringContaining("82345619") });
    expect(await readings()).toEqual([{ actorUserId: root.id, subjectUserId: bob.id, ip: CLIENT.ip }]);
    const other = await addUser(deps, "other", { admin: true });
    await read(mailId, other, session);
    clock.advance(OUTBOX_READ_INTERVAL_SECONDS + 1);
    await read(mailId, root, session);
    expect((await readings()).map(({ actorUserId }) => actorUserId)).toEqual([root.id, other.id, root.id]);
  });

  test("cannot be read by a former administrator, whatever the session says", async () => {
    const eve = await addUser(deps, "eve");
    const fired = await addUser(deps, "fired", { admin: true, disabledAt: clock.now() });
    for (const reader of [eve, bob, fired]) expect(await read(mailId, reader, session)).toBeNull();
    expect(await readings()).toEqual([]);
  });

  test("is not read where the reading cannot be recorded", async () => {
    await deps.db.$executeRaw`DROP TABLE audit_chains`;
    await expect(read(mailId, root, session)).rejects.toThrow();
  });
});

test("A9: refused access to administrators' pages is in the audit log, once in ten minutes however often it repeats", async () => {
  const eve = await addUser(deps, "eve");
  const { session: eves } = await signIn(deps, eve);
  const { session: roots } = await signIn(deps, root);
  const asks = () => Promise.all(Array.from({ length: 50 }, () => recordRefusedAccess(deps, { userId: eves.user.id, client: CLIENT })));
  const refusals = () => deps.db.auditEvent.count({ where: { type: "access-refused", actorUserId: eve.id } });
  await recordRefusedAccess(deps, { userId: roots.user.id, client: CLIENT });
  await asks();
  expect(await latestEvent(eve)).toMatchObject({ type: "access-refused", actorUserId: eve.id, client: CLIENT });
  clock.advance(REFUSED_ACCESS_INTERVAL_SECONDS - 1);
  await asks();
  expect(await refusals()).toBe(1);
  clock.advance(2);
  await asks();
  expect(await refusals()).toBe(2);
});
