import { beforeEach, describe, expect, test } from "vitest";
import { changePassword } from "@/lib/features/account/change-password";
import { actOnUserAsOperator } from "@/lib/features/administration/act-on-user";
import { acceptAuthSecret } from "@/lib/features/keys/check-keys";
import { requireRecentVerification } from "@/lib/features/reverification/reverify";
import { beginEnrolment, confirmEnrolment } from "@/lib/features/two-factor/enrolment";
import { createKeyedHash } from "@/lib/platform/crypto/keyed-hash";
import type { Deps } from "@/lib/platform/deps";
import {
  ENDED_SESSION_RETENTION_SECONDS,
  EXPIRED_RETENTION_SECONDS,
  SESSION_INACTIVITY_SECONDS,
  SESSION_LIFETIME_SECONDS,
} from "@/lib/policy";
import type { FakeClock } from "@/lib/testing/fake-clock";
import { createTestDeps } from "@/lib/testing/test-deps";
import { addUser, CLIENT, codeNow, PASSWORD, signIn, type TestUser, unwrap } from "@/lib/testing/users";
import { signOutDevice, signOutEverywhereElse } from "./devices";
import { endSession, purgeSessions, readSessionEnd } from "./end-sessions";
import { type ReverifiedSession, readSession } from "./session";

let deps: Deps;
let clock: FakeClock;
let ada: TestUser;
let here: ReverifiedSession;
let elsewhere: Awaited<ReturnType<typeof signIn>>;

beforeEach(async () => {
  ({ deps, clock } = await createTestDeps());
  ada = await addUser(deps, "ada");
  here = unwrap(await requireRecentVerification(deps, (await signIn(deps, ada)).session));
  elsewhere = await signIn(deps, ada);
});

const byAdministrator = (change: "sign-out-everywhere" | "reset-2fa" | "disable" | "delete") =>
  actOnUserAsOperator(deps, { userId: ada.id, change });

async function enableTwoFactor(): Promise<number> {
  const { secret } = await beginEnrolment(deps, { session: here });
  return unwrap(await confirmEnrolment(deps, { session: here, code: codeNow(deps, secret), browserToken: undefined, client: CLIENT }))
    .otherSessionsEnded;
}

describe("B1: the browser that held a session is shown the one reason why it ended", () => {
  const ends: [string, () => unknown][] = [
    ["signed-out", () => endSession(deps, { session: elsewhere.session, client: CLIENT })],
    ["signed-out-elsewhere", () => signOutDevice(deps, { session: here, client: CLIENT, sessionId: elsewhere.session.id })],
    ["signed-out-elsewhere", () => signOutEverywhereElse(deps, { session: here, browserToken: undefined, client: CLIENT })],
    [
      "password-changed",
      () =>
        changePassword(deps, {
          session: here,
          currentPassword: PASSWORD,
          newPassword: "a new sentence to keep",
          browserToken: undefined,
          client: CLIENT,
        }),
    ],
    ["two-factor-changed", enableTwoFactor],
    ["two-factor-reset", () => byAdministrator("reset-2fa")],
    ["administrator", () => byAdministrator("sign-out-everywhere")],
    ["disabled", () => byAdministrator("disable")],
    ["deleted", () => byAdministrator("delete")],
    ["disabled", () => deps.db.user.update({ where: { id: ada.id }, data: { disabledAt: clock.now() } })],
    ["inactive", () => clock.advance(SESSION_INACTIVITY_SECONDS)],
    ["expired", () => deps.db.session.updateMany({ data: { expiresAt: clock.now() } })],
    ["unknown", () => deps.db.session.deleteMany()],
  ];
  test.each(ends)("%s", async (reason, end) => {
    await end();
    expect(await readSessionEnd(deps, elsewhere.token)).toBe(reason);
  });

  test("secret-changed: no row is known by the old token any more", async () => {
    deps = { ...deps, keyedHash: createKeyedHash("another secret, also long enough to be one") };
    await deps.db.instanceSetting.create({ data: { name: "auth-secret", value: "the former one" } });
    unwrap(await acceptAuthSecret(deps));
    expect(await readSessionEnd(deps, elsewhere.token)).toBe("secret-changed");
  });
});

test("a user cannot sign out a device of another user", async () => {
  const bob = await addUser(deps, "bob");
  const session = unwrap(await requireRecentVerification(deps, (await signIn(deps, bob)).session));
  expect(await signOutDevice(deps, { session, client: CLIENT, sessionId: elsewhere.session.id })).toBeNull();
  expect(await readSession(deps, elsewhere.token)).toMatchObject({ id: elsewhere.session.id });
});

test("B1: the reason outlives the session's row, and is deleted when no browser can hold the token", async () => {
  clock.advance(SESSION_LIFETIME_SECONDS + EXPIRED_RETENTION_SECONDS + 1);
  await purgeSessions(deps);
  expect(await deps.db.session.count()).toBe(0);
  expect(await readSessionEnd(deps, elsewhere.token)).toBe("inactive");
  clock.advance(ENDED_SESSION_RETENTION_SECONDS + 1);
  await purgeSessions(deps);
  expect(await readSessionEnd(deps, elsewhere.token)).toBe("unknown");
});

test("B2: the reason is found only by the token, and the database holds no token", async () => {
  await signOutEverywhereElse(deps, { session: here, browserToken: undefined, client: CLIENT });
  for (const attempt of [elsewhere.session.id, ada.id, deps.keyedHash("session", elsewhere.token), ""])
    expect(await readSessionEnd(deps, attempt)).toBe("unknown");
  expect(JSON.stringify(await deps.db.endedSession.findMany())).not.toContain(elsewhere.token);
});

test("enabling 2FA reports how many other sessions it ended", async () => {
  expect(await enableTwoFactor()).toBe(1);
});
