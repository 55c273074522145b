import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { enrol, enterPassword } from "@/e2e/support/account-steps";
import { readErrorPages, readFrameworkAddresses, readRouteFiles, readRoutes, redirectOf } from "@/e2e/support/build-inventory";
import { addUser, ageSessions, type TestUser } from "@/e2e/support/database";
import { snapshot } from "@/e2e/support/database-contents";
import { createHttpClient } from "@/e2e/support/http-client";
import { USER_ACTIONS } from "@/lib/features/administration/types";
import { REVERIFICATION_TTL_SECONDS, SESSION_LIFETIME_SECONDS } from "@/lib/policy";
import { type Answer, cookiesOf } from "@/lib/testing/raw-request";
import { type AppOfFile, startAppOfFile } from "../support/app-of-file";
import { ACTIONS, FRAMEWORK_ADDRESSES, ROUTES } from "./inventory";

const LOGIN = "app/(auth)/login/actions.ts#login";
const APPLY_USER_ACTION = "app/(console)/admin/users/[id]/[action]/actions.ts#applyUserAction";
const BEFORE_SIGN_IN = [LOGIN, "app/actions.ts#setTheme"];
const VERIFY = "app/(auth)/login/verify/actions.ts#verify";

let running: AppOfFile;

beforeAll(async () => {
  running = await startAppOfFile();
  await startSessionOfAlice();
});
afterAll(() => running.close());

/** The user under attack; signs in with an emailed code, which no attacker has. */
async function startSessionOfAlice(): Promise<void> {
  const now = new Date();
  const expiresAt = new Date(now.getTime() + SESSION_LIFETIME_SECONDS * 1000);
  const client = { ip: "192.0.2.1", userAgent: "her browser" };
  const session = { tokenHash: "hers", userId: running.users.alice.id, factors: ["password" as const], remember: true, ...client };
  await running.database.db.session.create({ data: { ...session, createdAt: now, lastSeenAt: now, expiresAt } });
}

/** A session whose sign-in is no longer recent. */
async function signInLongAgo(user: TestUser): Promise<string> {
  const cookie = await running.signIn(user);
  await ageSessions(running.database, user, REVERIFICATION_TTL_SECONDS + 1);
  return cookie;
}

async function endedSession(): Promise<string> {
  const cookie = await running.signIn(running.users.mallory);
  await running.call("app/actions.ts#signOut", { fields: { actor: running.users.mallory.id }, headers: { cookie } });
  return cookie;
}

/** Valid values for every field of every form, aimed at alice. */
async function fieldsAgainstAlice(): Promise<Record<string, string>> {
  const { alice } = running.users;
  const session = await running.database.db.session.findFirstOrThrow({ where: { userId: alice.id } });
  return {
    identifier: alice.username,
    password: "a new password of mallory",
    newPassword: "a new password of mallory",
    currentPassword: "",
    username: "mallory-two",
    email: "mallory@example.com",
    admin: "on",
    userId: alice.id,
    action: "disable",
    device: session.id,
    code: "123456",
    reverification: "",
    token: "t".repeat(43),
    link: "l".repeat(12),
    theme: "dark",
    language: "en",
  };
}

function without(names: string[], tables: Record<string, string[]>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(tables).filter(([name]) => !names.includes(name)));
}

/** The id of the newest pending sign-in, which its forms contain. */
function attemptIn(cookie: string): string {
  return /latchkey-attempt(?:_\d+)?=([^.;]+)\./.exec(cookie)?.[1] ?? "";
}

/** What the answer to a form shows, its redirect included; without JavaScript the next page shows it. */
async function shownBy(answer: Answer, cookie: string): Promise<string> {
  const address = redirectOf(answer.headers) ?? "";
  if (!answer.headers.location) return `${address} ${answer.text}`;
  const following = await running.send({ path: address, headers: { cookie: `${cookie}; ${cookiesOf(answer)}` } });
  return `${address} ${following.text}`;
}

/** The form state's request for reverification, in an action's answer or within a page. */
const REVERIFICATION_REQUIRED = /"reverificationMethod\\?":\\?"password\\?"/;
/** Actions that answer with something else: the step has to be repeated; the form is incomplete without the current password. */
const OTHER_ANSWERS: Record<string, RegExp> = {
  "app/(console)/settings/two-factor/actions.ts#confirmEnrolment": /"stepExpired\\?":true/,
  "app/(console)/settings/(tabs)/security/actions.ts#changePassword": /"fieldErrors\\?":\{\\?"currentPassword\\?"/,
};

test("W1: the table lists exactly the actions and routes of the build", async () => {
  const project = inject("checkout");
  expect(running.actions.map(({ name }) => name).sort()).toEqual(Object.keys(ACTIONS).sort());
  expect(await readRoutes(project)).toEqual(Object.keys(ROUTES).sort());
  const own = Object.entries(ROUTES).filter(([, guard]) => guard !== "framework");
  expect(await readRouteFiles(project)).toEqual(own.map(([route]) => route).sort());
});

test("W1, W19: the table lists what Next serves itself, and the build has no source maps", async () => {
  const project = inject("checkout");
  expect(await readFrameworkAddresses(project)).toEqual([...FRAMEWORK_ADDRESSES].sort());
  expect(await readErrorPages(project)).toEqual(["/500"]);
  const manifest = JSON.parse(await readFile(path.join(project, ".next/routes-manifest.json"), "utf8"));
  const { redirects, rewrites, dataRoutes } = manifest;
  const rewritten = Object.values(rewrites as Record<string, { destination: string }[]>).flat();
  expect(redirects.filter(({ internal }: { internal?: boolean }) => !internal)).toEqual([]);
  expect(Object.keys(ROUTES)).toEqual(expect.arrayContaining(rewritten.map(({ destination }) => destination)));
  expect(dataRoutes).toEqual([]);
  const files = await readdir(path.join(project, ".next/static"), { recursive: true });
  expect(files.filter((file) => file.endsWith(".map"))).toEqual([]);
  expect(existsSync(path.join(project, "public")) || existsSync(path.join(project, "static"))).toBe(false);
});

type Attacker = {
  who: string;
  cookie: () => Promise<string>;
  kind: "signed-out" | "half" | "unverified" | "reverified";
  user?: () => TestUser;
};

/** Under the current names, and under the earlier names without the port. */
function forgedCookies(): string {
  const names = ["session", "attempt", "browser"].map((name) => `latchkey-${name}`);
  const { port } = new URL(running.app.url);
  return [...names, ...names.map((name) => `${name}_${port}`)].map((name) => `${name}=${"x".repeat(43)}`).join("; ");
}
const ATTACKERS: Attacker[] = [
  { who: "a visitor without a cookie", cookie: async () => "", kind: "signed-out" },
  { who: "a visitor with forged cookies", cookie: async () => forgedCookies(), kind: "signed-out" },
  { who: "a visitor with the cookie of an ended session", cookie: endedSession, kind: "signed-out" },
  {
    who: "a visitor with a half-finished sign-in, its token as a session too",
    cookie: async () => {
      const attempt = await running.signIn(running.users.alice);
      return `${attempt}; ${attempt.replace("latchkey-attempt", "latchkey-session")}`;
    },
    kind: "half",
  },
  { who: "another user", cookie: () => signInLongAgo(running.users.mallory), kind: "unverified", user: () => running.users.mallory },
  {
    who: "another user, just reverified",
    cookie: () => running.signIn(running.users.mallory),
    kind: "reverified",
    user: () => running.users.mallory,
  },
  {
    who: "an administrator without reverification",
    cookie: () => signInLongAgo(running.users.root),
    kind: "unverified",
    user: () => running.users.root,
  },
];

describe.each(ATTACKERS)("called by $who", ({ cookie: findCookie, kind, user }) => {
  let cookie: string;
  // For each test: some actions end the cookie's session.
  beforeEach(async () => {
    cookie = await findCookie();
  });

  test.each(Object.entries(ACTIONS))("W2: %s cannot perform other roles' actions", async (name, { guard, ownRows = [] }) => {
    // So many wrong passwords would notify alice, which this test does not expect.
    await running.database.db.throttleEntry.deleteMany();
    for (const encoding of ["fetch", "page"] as const) {
      const except = kind === "reverified" ? user?.() : undefined;
      const before = await snapshot(running.database, except);
      const fields = { ...(await fieldsAgainstAlice()), actor: (user?.() ?? running.users.alice).id, attempt: attemptIn(cookie) };
      const answer = await running.call(name, { fields, encoding, headers: cookie ? { cookie } : {} });
      const after = await snapshot(running.database, except);
      expect(without(ownRows, after)).toEqual(without(ownRows, before));
      expect(answer.status).toBeLessThan(500);
      expect(answer.text).not.toContain("alice.secret");
      if (guard === "anyone") continue;
      const led = redirectOf(answer.headers) ?? "";
      if (guard === "link") expect(led).toMatch(/^\/(setup|set-password)\?link=l+$/);
      else if (guard === "attempt") expect(led).toMatch(kind === "half" ? /^(\/login(\/verify)?)?$/ : /^\/login/);
      else if (kind === "signed-out" || kind === "half") expect(led).toMatch(/^\/login(\?next=|$)/);
      else if (guard === "administrator" && user?.() !== running.users.root) expect(answer.status).toBe(404);
      else if (guard !== "session" && kind === "unverified") {
        expect(await shownBy(answer, cookie)).toMatch(OTHER_ANSWERS[name] ?? REVERIFICATION_REQUIRED);
      }
    }
  });
});

test.each(USER_ACTIONS)("W2: a user who is no administrator cannot %s another account", async (action) => {
  const { alice, mallory } = running.users;
  const cookie = await running.signIn(mallory);
  for (const encoding of ["fetch", "page"] as const) {
    const before = await snapshot(running.database, mallory);
    const target = { userId: alice.id, action, username: alice.username, confirmation: alice.username };
    const fields = { ...(await fieldsAgainstAlice()), ...target, actor: mallory.id };
    const answer = await running.call(APPLY_USER_ACTION, { fields, encoding, headers: { cookie } });
    expect(answer.status).toBe(404);
    expect(await snapshot(running.database, mallory)).toEqual(before);
  }
});

/** The user that the form names: none, another one, one that does not exist. */
const OTHER_ACTORS: [string, () => Record<string, string>][] = [
  ["of another user", () => ({ actor: running.users.mallory.id })],
  ["that does not say for whom it was made", () => ({})],
  ["with something made up", () => ({ actor: "x".repeat(36) })],
];
const SIGNED_IN = Object.entries(ACTIONS).filter(
  ([name, { guard }]) => !["attempt", "link"].includes(guard) && !BEFORE_SIGN_IN.includes(name),
);

/** Pages that name the user who is signed in. */
const LED_TO_WHO_IS_SIGNED_IN = String.raw`notice=other-account|/set-password\?link=`;

describe.each(OTHER_ACTORS)("a form %s, posted in the session of an administrator who has just signed in", (_name, fieldsOf) => {
  test.each(SIGNED_IN)("W28: %s changes nothing and says who is signed in", async (name) => {
    const cookie = await running.signIn(running.users.root);
    for (const encoding of ["fetch", "page"] as const) {
      const before = await snapshot(running.database);
      const fields = { ...(await fieldsAgainstAlice()), ...fieldsOf() };
      const answer = await running.call(name, { fields, encoding, headers: { cookie } });
      expect(await snapshot(running.database)).toEqual(before);
      expect(await shownBy(answer, cookie)).toMatch(new RegExp(`signed in as ${running.users.root.username}|${LED_TO_WHO_IS_SIGNED_IN}`));
    }
  });
});

test.each(Object.entries(ACTIONS).filter(([, { guard }]) => guard === "attempt"))(
  "W29: %s acts only on the attempt of its page",
  async (name) => {
    const [own, other] = [await running.signIn(running.users.alice), await running.signIn(running.users.alice)];
    for (const attempt of [attemptIn(other), "", "x".repeat(36)]) {
      const before = await snapshot(running.database);
      const answer = await running.call(name, { fields: { code: "12345678", attempt }, headers: { cookie: own } });
      expect(await snapshot(running.database)).toEqual(before);
      expect(redirectOf(answer.headers)).toBe("/login?notice=sign-in-expired");
    }
  },
);

const ELSEWHERE = ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)"];

test("W6: a redirect target posted with password or code is checked as one in a URL", async () => {
  const user = await addUser(running.database);
  const credentials = { identifier: user.username, password: user.password };
  for (const next of [...ELSEWHERE, "/settings"]) {
    const answer = await running.call(LOGIN, { fields: { ...credentials, next }, headers: { cookie: running.kept } });
    expect(redirectOf(answer.headers)).toBe(next === "/settings" ? next : "/");
  }
  const client = createHttpClient(running.app.url);
  await enterPassword(client, user.username, user.password);
  const { backupCodes } = await enrol(client);
  for (const [index, next] of [...ELSEWHERE, "/settings"].entries()) {
    const cookie = await running.signIn(user);
    const fields = { code: backupCodes[index] ?? "", next, attempt: attemptIn(cookie) };
    const answer = await running.call(VERIFY, { fields, headers: { cookie } });
    expect(redirectOf(answer.headers)).toBe(next === "/settings" ? next : "/");
  }
});
