import { beforeEach, expect, test } from "vitest";
import { changePassword } from "@/lib/features/account/change-password";
import { readPasswordLink, setPassword } from "@/lib/features/account/one-time-links";
import { listEvents } from "@/lib/features/audit/events";
import { verifyLog } from "@/lib/features/audit/verify-log";
import { decryptBody } from "@/lib/features/notifications/outbox";
import { requireRecentVerification } from "@/lib/features/reverification/reverify";
import { readSessionEnd } from "@/lib/features/sessions/end-sessions";
import { type ReverifiedSession, readSession } from "@/lib/features/sessions/session";
import type { Deps } from "@/lib/platform/deps";
import type { FakeClock } from "@/lib/testing/fake-clock";
import { recordingTransport, withMail } from "@/lib/testing/recording-transport";
import { createTestDeps } from "@/lib/testing/test-deps";
import { addUser, addUserWithTwoFactor, CLIENT, enterPassword, PASSWORD, signIn, type TestUser, unwrap } from "@/lib/testing/users";
import { actOnUser } from "./act-on-user";
import type { UserAction } from "./types";

/** Links to set a password of accounts that have one. */

const NEW_PASSWORD = "a password of my own";
const INVALID = { ok: false, problem: { code: "link-invalid" } };

let deps: Deps;
let clock: FakeClock;
let session: ReverifiedSession;
let bob: TestUser;

beforeEach(async () => {
  ({ deps, clock } = await createTestDeps());
  session = await reverifiedSession(await addUser(deps, "root", { admin: true }));
  bob = await addUser(deps, "bob", { email: "bob@example.com" });
  await deps.db.user.update({ where: { id: bob.id }, data: { emailConfirmedAt: clock.now() } });
});

async function reverifiedSession(user: TestUser): Promise<ReverifiedSession> {
  return unwrap(await requireRecentVerification(deps, (await signIn(deps, user)).session));
}

const act = (action: UserAction, user = bob) => actOnUser(deps, { session, userId: user.id, action, client: CLIENT });

async function issueLink(user = bob): Promise<string> {
  const { link } = unwrap(await act("new-link", user));
  return new URL(link ?? "").searchParams.get("token") ?? "";
}

const use = (token: string, password = NEW_PASSWORD) => setPassword(deps, { token, password, client: CLIENT });
const eventsOf = async (user: TestUser) => (await listEvents(deps, user.id, 10)).map(({ type }) => type);

test("A12: the current password and the sessions stay until the link is used, and end with it", async () => {
  const { token } = await signIn(deps, bob);
  const pending = unwrap(await enterPassword(deps, await withEmailVerification()));
  const link = await issueLink();
  unwrap(await readPasswordLink(deps, link));
  expect(await readSession(deps, token)).not.toBeNull();
  expect(await enterPassword(deps, bob)).toMatchObject({ ok: true });
  unwrap(await use(link));
  expect(await readSession(deps, token)).toBeNull();
  expect(await readSessionEnd(deps, token)).toBe("password-changed");
  expect(await enterPassword(deps, bob)).toMatchObject({ ok: false });
  expect(await enterPassword(deps, bob, NEW_PASSWORD)).toMatchObject({ ok: true });
  expect(await deps.db.knownBrowser.count({ where: { userId: bob.id } })).toBe(0);
  expect(pending.status).toBe("pending");
  const begun = await deps.db.loginAttempt.findFirstOrThrow({ where: { userId: bob.id }, orderBy: { createdAt: "asc" } });
  expect(begun.consumedAt ?? begun.cancelledAt).not.toBeNull();
  expect(await eventsOf(bob)).toContain("password-set");
});

async function withEmailVerification(): Promise<TestUser> {
  await deps.db.user.update({ where: { id: bob.id }, data: { emailLoginVerification: true } });
  return bob;
}

test("A12: the link signs in no user, and 2FA is due at the next sign-in with the new password", async () => {
  const ada = await addUserWithTwoFactor(deps, "ada");
  unwrap(await use(await issueLink(ada)));
  expect(await deps.db.session.count({ where: { userId: ada.id } })).toBe(0);
  expect(unwrap(await enterPassword(deps, ada, NEW_PASSWORD)).status).toBe("pending");
  expect(await deps.db.totpSecret.count({ where: { userId: ada.id } })).toBe(1);
  expect(await deps.db.backupCode.count({ where: { userId: ada.id, usedAt: null } })).toBe(6);
});

test("A12: email verification is due at the next sign-in with the new password", async () => {
  await withEmailVerification();
  unwrap(await use(await issueLink()));
  expect(unwrap(await enterPassword(deps, bob, NEW_PASSWORD)).status).toBe("pending");
  expect(await deps.db.session.count({ where: { userId: bob.id } })).toBe(0);
});

test.each([true, false])(
  "A12: the link is in no email, and the user is notified of it and of its use; email is sent: %s",
  async (isSent) => {
    const transport = recordingTransport();
    if (isSent) deps = withMail(deps, transport);
    const link = await issueLink();
    const [mail] = await deps.db.mailMessage.findMany();
    expect(mail).toMatchObject({ toAddress: "bob@example.com", subject: "Latchkey: A link to set a new password was created" });
    expect(mail && JSON.stringify(decryptBody(deps, mail, mail.encryptedBody ?? "").content)).not.toContain(link);
    unwrap(await use(link));
    expect(await deps.db.securityNotice.findMany()).toMatchObject([{ kind: "password-changed", toAddress: "bob@example.com" }]);
  },
);

test("A12: an account whose address is not confirmed gets no email about its link", async () => {
  deps = withMail(deps, recordingTransport());
  await deps.db.user.update({ where: { id: bob.id }, data: { emailConfirmedAt: null } });
  await issueLink();
  expect(await deps.db.mailMessage.count()).toBe(0);
});

test("A6: of 30 uses of a link at once, one sets the password", async () => {
  const link = await issueLink();
  const passwords = Array.from({ length: 30 }, (_, index) => `${NEW_PASSWORD} ${index}`);
  const results = await Promise.all(passwords.map((password) => use(link, password)));
  expect(results.filter(({ ok }) => ok)).toHaveLength(1);
  expect(await enterPassword(deps, bob, passwords[results.findIndex(({ ok }) => ok)])).toMatchObject({ ok: true });
  expect(await use(link)).toEqual(INVALID);
});

test("A6: a password changed by the user voids the link, also in a burst of both", async () => {
  const theirs = await reverifiedSession(bob);
  const change = (currentPassword: string, newPassword: string) =>
    changePassword(deps, { session: theirs, currentPassword, newPassword, browserToken: undefined, client: CLIENT });
  const before = await issueLink();
  unwrap(await change(PASSWORD, "a new lock for the door"));
  expect([await readPasswordLink(deps, before), await use(before)]).toEqual([INVALID, INVALID]);
  const link = await issueLink();
  const [changed, used] = await Promise.all([change("a new lock for the door", "another lock for the door"), use(link)]);
  expect([changed.ok, used.ok]).toContain(true);
  expect(await use(link)).toEqual(INVALID);
});

test("A6: a link made before the account was disabled stays void when it is enabled again", async () => {
  const link = await issueLink();
  unwrap(await act("disable"));
  expect(await act("new-link")).toEqual({ ok: false, problem: { code: "action-not-available" } });
  expect(await use(link)).toEqual(INVALID);
  unwrap(await act("enable"));
  expect([await readPasswordLink(deps, link), await use(link)]).toEqual([INVALID, INVALID]);
  expect(await enterPassword(deps, bob)).toMatchObject({ ok: true });
});

test("A6: a link of a deleted account is void, also while it is being used", async () => {
  for (let round = 0; round < 5; round++) {
    const user = await addUser(deps, `user${round}`);
    const link = await issueLink(user);
    const [used] = await Promise.all([use(link), act("delete", user)]);
    if (!used.ok) expect(used).toEqual(INVALID);
    expect(await use(link)).toEqual(INVALID);
    expect(await deps.db.user.count({ where: { id: user.id } })).toBe(0);
  }
  expect((await verifyLog(deps)).damage).toEqual([]);
});
