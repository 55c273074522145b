import { beforeEach, describe, expect, test, vi } from "vitest";
import { findUserById } from "@/lib/features/account/find-user";
import { listEvents } from "@/lib/features/audit/events";
import { verifyLog } from "@/lib/features/audit/verify-log";
import { requireRecentVerification, reverify } from "@/lib/features/reverification/reverify";
import { readSessionEnd } from "@/lib/features/sessions/end-sessions";
import { type ReverifiedSession, readSession } from "@/lib/features/sessions/session";
import { beginEnrolment } from "@/lib/features/two-factor/enrolment";
import { isForeignKeyViolation } from "@/lib/platform/db/errors";
import type { Deps } from "@/lib/platform/deps";
import type { FakeClock } from "@/lib/testing/fake-clock";
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
import { actOnUser } from "./act-on-user";
import { browseAuditLog } from "./audit-log";
import { inviteUser } from "./invite-user";
import { readDeletedUser, readUserDetails } from "./read-user-details";
import type { UserAction } from "./types";

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

const act = (action: UserAction, { id: userId }: { id: string }, by = session) =>
  actOnUser(deps, { session: by, userId, action, client: CLIENT });
const administrators = () => deps.db.user.count({ where: { admin: true, disabledAt: null } });
const NOT_ADMINISTRATOR = { ok: false, problem: { code: "not-administrator" } };

describe("A2: the console keeps an active administrator", () => {
  test.each(["remove-administrator", "delete", "disable"] as const)("of two who %s each other at once, one succeeds", async (action) => {
    for (let round = 0; round < 5; round++) {
      const [one, other] = [await addUser(deps, `one${round}`, { admin: true }), await addUser(deps, `other${round}`, { admin: true })];
      const [ones, others] = [await reverifiedSession(one), await reverifiedSession(other)];
      await deps.db.user.update({ where: { id: root.id }, data: { admin: false } });
      const burst = Array.from({ length: 10 }, (_, index) => (index % 2 ? act(action, one, others) : act(action, other, ones)));
      const results = await Promise.all(burst);
      expect(results.filter(({ ok }) => ok)).toHaveLength(1);
      expect(await administrators()).toBe(1);
      await deps.db.user.deleteMany({ where: { id: { in: [one.id, other.id] } } });
    }
  });

  test("of three who remove each other in a circle, one stays", async () => {
    const [ada, bob] = [await addUser(deps, "ada", { admin: true }), await addUser(deps, "bob", { admin: true })];
    const [adas, bobs] = [await reverifiedSession(ada), await reverifiedSession(bob)];
    await Promise.all([act("remove-administrator", ada), act("delete", bob, adas), act("disable", root, bobs)]);
    expect(await administrators()).toBeGreaterThanOrEqual(1);
  });
});

describe("A13: the role is what the database says at that moment", () => {
  test("a new administrator acts at once, in a session from before", async () => {
    const [ada, bob] = [await addUser(deps, "ada"), await addUser(deps, "bob")];
    const adas = await reverifiedSession(ada);
    expect(await act("disable", bob, adas)).toEqual(NOT_ADMINISTRATOR);
    unwrap(await act("make-administrator", ada));
    unwrap(await act("disable", bob, adas));
  });

  test("a removed administrator's open session loses the rights with the next request, and stays signed in", async () => {
    const [ada, bob] = [await addUser(deps, "ada", { admin: true }), await addUser(deps, "bob")];
    const { token, session: signedIn } = await signIn(deps, ada);
    const adas = unwrap(await requireRecentVerification(deps, signedIn));
    unwrap(await act("remove-administrator", ada));
    expect(await readSession(deps, token)).toMatchObject({ user: { admin: false } });
    for (const action of ["disable", "delete", "make-administrator", "new-link"] as const)
      expect(await act(action, bob, adas)).toEqual(NOT_ADMINISTRATOR);
    expect(await act("make-administrator", ada, adas)).toEqual(NOT_ADMINISTRATOR);
    const invitation = { username: "mallory", email: null, admin: true, client: CLIENT };
    expect(await inviteUser(deps, { session: adas, ...invitation })).toEqual(NOT_ADMINISTRATOR);
    expect(await findUserById(deps, bob.id)).toMatchObject({ disabled: false, admin: false });
  });

  test("requests of an administrator that arrive while the role is removed are done before, or refused", async () => {
    const ada = await addUser(deps, "ada", { admin: true });
    const adas = await reverifiedSession(ada);
    const users = await Promise.all(Array.from({ length: 10 }, (_, index) => addUser(deps, `user${index}`)));
    const requests = users.map((user) => act("make-administrator", user, adas));
    const [, ...results] = await Promise.all([act("remove-administrator", ada), ...requests]);
    const events = await deps.db.auditEvent.findMany({ where: { type: { startsWith: "administrator-" } }, orderBy: { at: "asc" } });
    expect(events).toHaveLength(1 + results.filter(({ ok }) => ok).length);
    expect(await act("disable", root, adas)).toEqual(NOT_ADMINISTRATOR);
  });

  test("a disabled account is not made an administrator", async () => {
    const bob = await addUser(deps, "bob", { disabledAt: clock.now() });
    expect(await act("make-administrator", bob)).toEqual({ ok: false, problem: { code: "action-not-available" } });
  });

  test("the same form sent again changes and records nothing", async () => {
    const bob = await addUser(deps, "bob");
    const results = await Promise.all(Array.from({ length: 10 }, () => act("make-administrator", bob)));
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await deps.db.auditEvent.count({ where: { type: "administrator-granted" } })).toBe(1);
  });
});

describe("A14: a deleted account", () => {
  /** Tables with something of the account; the audit log keeps its entries, and the outbox its emails. */
  async function tablesWith(userId: string): Promise<string[]> {
    const tables = await deps.db.$queryRaw<{ name: string }[]>`
      SELECT table_name AS name FROM information_schema.columns WHERE column_name = 'user_id' AND table_schema = current_schema()`;
    const filled: string[] = [];
    for (const { name } of tables) {
      const rows = await deps.db.$queryRawUnsafe<unknown[]>(`SELECT 1 FROM "${name}" WHERE user_id = $1::uuid`, userId);
      if (rows.length > 0) filled.push(name);
    }
    return filled;
  }

  test("leaves nothing behind in any table, and its sessions end with a reason", async () => {
    const bob = await addUserWithTwoFactor(deps, "bob");
    await deps.db.user.update({ where: { id: bob.id }, data: { email: "bob@example.com", emailConfirmedAt: clock.now() } });
    const { token } = await signIn(deps, bob, bob.backupCodes[0]);
    await startAttempt(deps, bob);
    await enterPassword(deps, bob, "wrong");
    unwrap(await act("new-link", bob));
    expect((await tablesWith(bob.id)).length).toBeGreaterThan(5);
    unwrap(await act("delete", bob));
    expect(await tablesWith(bob.id)).toEqual([]);
    expect(await readSession(deps, token)).toBeNull();
    expect(await readSessionEnd(deps, token)).toBe("deleted");
    expect(await enterPassword(deps, bob)).toMatchObject({ problem: { code: "wrong-credentials" } });
  });

  test("keeps its entries in the audit log, with its name, and the chains verify", async () => {
    const bob = await addUser(deps, "bob");
    await signIn(deps, bob);
    const before = await listEvents(deps, bob.id, 10);
    unwrap(await act("delete", bob));
    const [deletion, ...kept] = await listEvents(deps, bob.id, 10);
    expect(kept).toEqual(before);
    expect(deletion).toMatchObject({ type: "user-deleted", actor: "root", subject: "bob", client: CLIENT });
    const report = await verifyLog(deps);
    expect(report).toMatchObject({ damage: [], checked: await deps.db.auditEvent.count() });
    const page = await browseAuditLog(deps, { person: bob.id, ip: "" });
    expect(page.events.map(({ subject }) => subject)).toEqual(page.events.map(() => "bob"));
    expect(await readUserDetails(deps, session, bob.id)).toBeNull();
    expect(await readDeletedUser(deps, bob.id)).toEqual({ username: "bob", at: deletion?.at, by: "root" });
    expect(await readDeletedUser(deps, root.id)).toBeNull();
  });

  test("has nothing to do with a later account of its name", async () => {
    const bob = await addUser(deps, "bob");
    const { token } = await signIn(deps, bob);
    unwrap(await act("delete", bob));
    const { userId } = unwrap(await inviteUser(deps, { session, username: "bob", email: null, admin: false, client: CLIENT }));
    expect(await readSession(deps, token)).toBeNull();
    expect((await listEvents(deps, userId, 10)).map(({ type }) => type)).toEqual(["password-link-issued", "user-created"]);
    expect(await act("delete", bob)).toEqual({ ok: false, problem: { code: "no-such-user" } });
    expect(await findUserById(deps, userId)).toMatchObject({ username: "bob" });
  });

  test("that is an administrator's cannot act anymore, and whose entries as an actor keep the name", async () => {
    const [ada, bob] = [await addUser(deps, "ada", { admin: true }), await addUser(deps, "bob")];
    const adas = await reverifiedSession(ada);
    unwrap(await act("disable", bob, adas));
    unwrap(await act("delete", ada));
    expect(await act("enable", bob, adas)).toEqual(NOT_ADMINISTRATOR);
    expect(await listEvents(deps, bob.id, 1)).toMatchObject([{ type: "user-disabled", actor: "ada", subject: "bob" }]);
  });

  test("is deleted once by a burst of requests, with one entry", async () => {
    const bob = await addUser(deps, "bob");
    const results = await Promise.all(Array.from({ length: 10 }, () => act("delete", bob)));
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect((await listEvents(deps, bob.id, 10)).map(({ type }) => type)).toEqual(["user-deleted"]);
  });

  test("gets no session from a sign-in that is under way", async () => {
    for (let round = 0; round < 5; round++) {
      const user = await addUserWithTwoFactor(deps, `user${round}`);
      const attempt = await startAttempt(deps, user);
      const [finished] = await Promise.all([enterCode(deps, attempt, user.backupCodes[0] ?? ""), act("delete", user)]);
      if (finished.ok) expect(await readSession(deps, finished.value.sessionToken)).toBeNull();
      expect(await deps.db.session.count({ where: { userId: user.id } })).toBe(0);
      expect(await deps.db.user.count({ where: { id: user.id } })).toBe(0);
    }
    expect((await verifyLog(deps)).damage).toEqual([]);
  });

  /** Begins `work` while the deletion holds the account, and lets the deletion go on once the work waits for it. */
  async function duringDeletion<T>(user: TestUser, work: () => Promise<T>): Promise<T> {
    const { begun } = await deps.db.$transaction(
      async (tx) => {
        await tx.$queryRaw`SELECT 1 FROM users WHERE id = ${user.id}::uuid FOR UPDATE`;
        const begun = work();
        begun.catch(() => undefined);
        await vi.waitFor(async () => {
          const [row] = await deps.db.$queryRaw<{ waiting: number }[]>`
            SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
          expect(row?.waiting).toBeGreaterThan(0);
        }, 20_000);
        await tx.user.delete({ where: { id: user.id } });
        return { begun };
      },
      { timeout: 60_000 },
    );
    return begun;
  }

  test("answers a password entered while it is deleted like that of an unknown name", async () => {
    const bob = await addUser(deps, "bob");
    for (const password of [undefined, "wrong"]) {
      const user = password ? await addUser(deps, "carol") : bob;
      expect(await duringDeletion(user, () => enterPassword(deps, user, password))).toMatchObject({
        problem: { code: "wrong-credentials" },
      });
    }
  });

  test("counts a reverification during its deletion, which does not succeed", async () => {
    const bob = await addUser(deps, "bob");
    const { session: bobs } = await signIn(deps, bob);
    await deps.db.throttleEntry.deleteMany();
    const attempt = { session: bobs, reverification: PASSWORD, browserToken: undefined, client: CLIENT };
    expect(await duringDeletion(bob, () => reverify(deps, attempt))).toMatchObject({ ok: false });
    expect(await deps.db.throttleEntry.count({ where: { secret: "password", scope: "account" } })).toBe(1);
  });

  test("tells what it had begun to write from other failures", async () => {
    const bob = await addUser(deps, "bob");
    const { session: bobs } = await signIn(deps, bob);
    const begin = async () => beginEnrolment(deps, { session: unwrap(await requireRecentVerification(deps, bobs)) });
    const error = await duringDeletion(bob, begin).catch((failure: unknown) => failure);
    expect(isForeignKeyViolation(error)).toBe(true);
  });
});
