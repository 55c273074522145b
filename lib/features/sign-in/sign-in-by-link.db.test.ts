import { beforeEach, describe, expect, test } from "vitest";
import { issuePasswordLink, issueSetupLink } from "@/lib/features/account/one-time-links";
import { readSession } from "@/lib/features/sessions/session";
import type { Deps } from "@/lib/platform/deps";
import { PASSWORD_LINK_LIFETIME_SECONDS, SETUP_LINK_LIFETIME_SECONDS } from "@/lib/policy";
import type { FakeClock } from "@/lib/testing/fake-clock";
import { mailTo } from "@/lib/testing/mailbox";
import { createTestDeps } from "@/lib/testing/test-deps";
import { addUser, addUserWithTwoFactor, CLIENT, codeNow, enterCode, signIn, type TestUser, unwrap } from "@/lib/testing/users";
import type { SignInStart } from "./attempt";
import { beginSignInByLink } from "./sign-in";
import { completeSetupAndSignIn, setPasswordAndSignIn } from "./sign-in-by-link";

const BURST = Array.from({ length: 50 });
const NEW_PASSWORD = "a password of my own choice";
const INVALID = { ok: false, problem: { code: "link-invalid" } };

let deps: Deps;
let clock: FakeClock;

beforeEach(async () => {
  ({ deps, clock } = await createTestDeps());
});

/** The token of a link for the user, who has no password then. */
async function linkFor({ id }: TestUser): Promise<string> {
  await deps.db.user.update({ where: { id }, data: { passwordHash: null } });
  const link = await deps.db.$transaction((tx) => issuePasswordLink(deps, tx, id));
  return new URL(link).searchParams.get("token") ?? "";
}

const choose = (token: string, previousSessionToken?: string) =>
  setPasswordAndSignIn(deps, { token, password: NEW_PASSWORD, browserToken: undefined, previousSessionToken, client: CLIENT });
const setUp = (token: string, username = "ada") =>
  completeSetupAndSignIn(deps, { token, username, password: NEW_PASSWORD, email: null, browserToken: undefined, client: CLIENT });
const sessionsOf = ({ id: userId }: TestUser) => deps.db.session.count({ where: { userId } });

function sessionToken(begun: SignInStart | null): string {
  if (begun?.status !== "complete") throw new Error("the link has not signed the user in");
  return begun.login.sessionToken;
}

describe("I17: a one-time link", () => {
  test("signs in the user whose password it sets, by the password alone where no other factor is due", async () => {
    const bob = await addUser(deps, "bob");
    const token = sessionToken(unwrap(await choose(await linkFor(bob))));
    expect((await readSession(deps, token))?.user).toMatchObject({ id: bob.id });
    const events = await deps.db.auditEvent.findMany({ where: { subjectUserId: bob.id }, orderBy: { seq: "asc" } });
    expect(events.map(({ type }) => type).slice(-2)).toEqual(["password-set", "signed-in"]);
  });

  test("makes one session, also under 50 parallel submissions", async () => {
    const bob = await addUser(deps, "bob");
    const token = await linkFor(bob);
    const results = await Promise.all(BURST.map(() => choose(token)));
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(results.filter(({ ok }) => !ok)).toEqual(Array(49).fill(INVALID));
    expect(await sessionsOf(bob)).toBe(1);
    expect([await choose(token), await sessionsOf(bob)]).toEqual([INVALID, 1]);
  });

  test("makes no session when it is too old, replaced or made up, or its account is disabled", async () => {
    const bob = await addUser(deps, "bob");
    const replaced = await linkFor(bob);
    const late = await linkFor(bob);
    expect([await choose(replaced), await choose("made-up")]).toEqual([INVALID, INVALID]);
    clock.advance(PASSWORD_LINK_LIFETIME_SECONDS);
    expect(await choose(late)).toEqual(INVALID);
    const disabled = await linkFor(bob);
    await deps.db.user.update({ where: { id: bob.id }, data: { disabledAt: clock.now() } });
    expect(await choose(disabled)).toEqual(INVALID);
    expect(await sessionsOf(bob)).toBe(0);
  });

  test("of the first administrator makes one account and one session, also under 50 parallel submissions", async () => {
    const token = (await issueSetupLink(deps)) ?? "";
    const results = await Promise.all(BURST.map((_, index) => setUp(token, `ada${index}`)));
    const made = results.flatMap((result) => (result.ok ? [result.value] : []));
    expect(made).toHaveLength(1);
    expect((await readSession(deps, sessionToken(made[0] ?? null)))?.user).toMatchObject({ admin: true });
    expect([await deps.db.user.count(), await deps.db.session.count()]).toEqual([1, 1]);
  });

  test("of the first administrator makes no session when it is too old or made up", async () => {
    const token = (await issueSetupLink(deps)) ?? "";
    clock.advance(SETUP_LINK_LIFETIME_SECONDS);
    expect([await setUp(token), await setUp("made-up")]).toEqual([INVALID, INVALID]);
    expect(await deps.db.session.count()).toBe(0);
  });
});

describe("I18: a one-time link stands for the password alone", () => {
  test("one that replaces a password makes no session", async () => {
    const bob = await addUser(deps, "bob");
    const link = await deps.db.$transaction((tx) => issuePasswordLink(deps, tx, bob.id));
    expect(await choose(new URL(link).searchParams.get("token") ?? "")).toEqual({ ok: true, value: null });
    expect(await sessionsOf(bob)).toBe(0);
  });

  test("with 2FA on there is no session before the code", async () => {
    const bob = await addUserWithTwoFactor(deps, "bob");
    clock.advance(60);
    const begun = unwrap(await choose(await linkFor(bob)));
    if (begun?.status !== "pending") throw new Error("2FA was skipped");
    expect(await sessionsOf(bob)).toBe(0);
    expect(await enterCode(deps, begun.attemptToken, "000000")).toMatchObject({ ok: false });
    expect(await sessionsOf(bob)).toBe(0);
    unwrap(await enterCode(deps, begun.attemptToken, codeNow(deps, bob.secret)));
    expect(await sessionsOf(bob)).toBe(1);
  });

  test("with email login verification there is no session before the emailed code", async () => {
    const bob = await addUser(deps, "bob", { email: "bob@example.com" });
    await deps.db.user.update({ where: { id: bob.id }, data: { emailConfirmedAt: clock.now(), emailLoginVerification: true } });
    const begun = unwrap(await choose(await linkFor(bob)));
    if (begun?.status !== "pending") throw new Error("the emailed code was skipped");
    expect([begun.mailId, await sessionsOf(bob)]).toEqual([expect.any(String), 0]);
    const [mail] = await mailTo(deps, "bob@example.com");
    unwrap(await enterCode(deps, begun.attemptToken, mail?.code ?? ""));
    expect(await sessionsOf(bob)).toBe(1);
  });

  test("a password that has changed since, or a disabled account, is not signed in to", async () => {
    const bob = await addUser(deps, "bob");
    const visitor = { browserToken: undefined, client: CLIENT };
    expect(await beginSignInByLink(deps, { username: "bob", passwordHash: "an earlier hash" }, visitor)).toBeNull();
    const { passwordHash } = await deps.db.user.update({ where: { id: bob.id }, data: { disabledAt: clock.now() } });
    expect(await beginSignInByLink(deps, { username: "bob", passwordHash: passwordHash ?? "" }, visitor)).toBeNull();
    expect(await sessionsOf(bob)).toBe(0);
  });
});

test("I19: a link opened where another user is signed in sets the password, and neither ends that session nor starts one", async () => {
  const [bob, eve] = [await addUser(deps, "bob"), await addUser(deps, "eve")];
  const { token: evesToken } = await signIn(deps, eve);
  expect(await choose(await linkFor(bob), evesToken)).toEqual({ ok: true, value: null });
  expect([await sessionsOf(bob), (await readSession(deps, evesToken))?.user.id]).toEqual([0, eve.id]);
  expect((await deps.db.user.findUniqueOrThrow({ where: { id: bob.id } })).passwordHash).not.toBeNull();
  const ownToken = sessionToken(unwrap(await choose(await linkFor(bob))));
  sessionToken(unwrap(await choose(await linkFor(bob), ownToken)));
  expect(await readSession(deps, ownToken)).toBeNull();
});
