import { beforeEach, expect, test } from "vitest";
import { listEvents } from "@/lib/features/audit/events";
import { AttemptEnded, completeSignIn } from "@/lib/features/sign-in/complete-sign-in";
import { beginSignIn } from "@/lib/features/sign-in/sign-in";
import { addSeconds } from "@/lib/platform/clock";
import type { Deps } from "@/lib/platform/deps";
import { REMEMBERED_SESSION_LIFETIME_SECONDS, SESSION_INACTIVITY_SECONDS, SESSION_LAST_SEEN_RESOLUTION_SECONDS } from "@/lib/policy";
import type { FakeClock } from "@/lib/testing/fake-clock";
import { recordStatements } from "@/lib/testing/statements";
import { createTestDeps } from "@/lib/testing/test-deps";
import { addUser, CLIENT, PASSWORD, signIn, type TestUser, unwrap } from "@/lib/testing/users";
import { listSessions } from "./devices";
import { endSession } from "./end-sessions";
import { issueForwardAuthToken, readForwardAuthSession, readSession } from "./session";

const NO_ATTEMPT = "00000000-0000-7000-8000-000000000000";

let deps: Deps;
let clock: FakeClock;
let ada: TestUser;
let token: string;

beforeEach(async () => {
  ({ deps, clock } = await createTestDeps());
  ada = await addUser(deps, "ada", { email: "ada@example.com" });
  ({ token } = await signIn(deps, ada));
});

/** Signs in from a browser that holds the session of `previousSessionToken`. Returns the new token. */
async function endedSignIn(user: TestUser, previousSessionToken: string | undefined): Promise<string> {
  const input = { identifier: user.username, password: PASSWORD, remember: false, returnTo: null };
  const begun = unwrap(await beginSignIn(deps, { ...input, browserToken: undefined, previousSessionToken, client: CLIENT }));
  return begun.status === "complete" ? begun.login.sessionToken : "";
}

/** Deps whose client fails every query except the raw ones, which it sends through the driver. */
function withoutPrisma(): Deps {
  const refusing = new Proxy(deps.db, {
    get: (db, name) => {
      if (name === "$queryRaw" || name === "$executeRaw") return db[name];
      throw new Error("by way of Prisma");
    },
  });
  return { ...deps, db: refusing };
}

test("a check of a session, or of its forward-auth token, is one statement, and at most once a minute a second one", async () => {
  const raw = withoutPrisma();
  const statements = recordStatements();
  const verbs = () => statements.take().map((text) => /\w+/.exec(text)?.[0]);
  const session = await readSession(raw, token);
  expect(session).toMatchObject({ user: { username: "ada", email: "ada@example.com", admin: false }, factors: ["password"] });
  expect(await readForwardAuthSession(raw, issueForwardAuthToken(deps, token))).toEqual(session);
  expect(verbs()).toEqual(["SELECT", "SELECT"]);
  clock.advance(SESSION_LAST_SEEN_RESOLUTION_SECONDS);
  await readSession(raw, token);
  await readSession(raw, token);
  expect(verbs()).toEqual(["SELECT", "UPDATE", "SELECT"]);
  expect((await deps.db.session.findFirstOrThrow()).lastSeenAt).toEqual(clock.now());
});

test("I11: a session in use stays live, and one that is inactive for an hour has ended and is on no list", async () => {
  for (let times = 0; times < 3; times++) {
    clock.advance(SESSION_INACTIVITY_SECONDS - 1);
    expect(await readSession(deps, token)).not.toBeNull();
  }
  expect(await listSessions(deps, ada.id, null)).toHaveLength(1);
  const pass = issueForwardAuthToken(deps, token);
  clock.advance(SESSION_INACTIVITY_SECONDS);
  expect([await readSession(deps, token), await readForwardAuthSession(deps, pass)]).toEqual([null, null]);
  expect(await listSessions(deps, ada.id, null)).toEqual([]);
});

test("I11: with `Remember me` a session may be inactive, until its 30 days have passed", async () => {
  await deps.db.session.updateMany({ data: { remember: true, expiresAt: addSeconds(clock.now(), REMEMBERED_SESSION_LIFETIME_SECONDS) } });
  clock.advance(REMEMBERED_SESSION_LIFETIME_SECONDS - 1);
  expect(await readSession(deps, token)).not.toBeNull();
  expect(await listSessions(deps, ada.id, null)).toHaveLength(1);
  clock.advance(1);
  expect(await readSession(deps, token)).toBeNull();
});

test("I14: a sign-in ends the previous session of the same browser, also of another user", async () => {
  const bob = await addUser(deps, "bob");
  const bobs = await endedSignIn(bob, token);
  expect(await readSession(deps, token)).toBeNull();
  expect((await listEvents(deps, ada.id, 1))[0]).toMatchObject({ type: "signed-out", actorUserId: ada.id });
  const bobsNext = await endedSignIn(bob, bobs);
  expect([await readSession(deps, bobs), (await readSession(deps, bobsNext))?.user.id]).toEqual([null, bob.id]);
  expect((await listEvents(deps, bob.id, 2)).map(({ type }) => type)).toEqual(["signed-in", "signed-out"]);
});

test("I14: a failed sign-in ends no session, one without a previous session runs no further statement, and a made-up token is no error", async () => {
  const visitor = { browserToken: undefined, previousSessionToken: token, client: CLIENT };
  const input = { attemptId: NO_ATTEMPT, passed: null, remember: false, ...visitor };
  await expect(deps.db.$transaction((tx) => completeSignIn(deps, tx, input))).rejects.toThrow(AttemptEnded);
  expect(await readSession(deps, token)).not.toBeNull();
  const statements = recordStatements();
  await endedSignIn(ada, undefined);
  const without = statements.take();
  await endedSignIn(ada, "made up");
  expect(statements.take().length).toBe(without.length + 1);
  expect((await listEvents(deps, ada.id, 5)).map(({ type }) => type)).not.toContain("signed-out");
});

test("F7: a forward-auth token identifies its session while that is live, and cannot be forged", async () => {
  const pass = issueForwardAuthToken(deps, token);
  const { tokenHash } = await deps.db.session.findFirstOrThrow();
  const session = await readForwardAuthSession(deps, pass);
  if (!session) throw new Error("the pass cannot be read");
  expect(await readSession(deps, pass)).toBeNull();
  for (const forged of ["", ".", tokenHash, `${tokenHash}.`, `${tokenHash}.${tokenHash}`, `${pass}x`, pass.slice(0, -1), token]) {
    expect(await readForwardAuthSession(deps, forged), forged).toBeNull();
  }
  await endSession(deps, { session, client: CLIENT });
  expect(await readForwardAuthSession(deps, pass)).toBeNull();
});
