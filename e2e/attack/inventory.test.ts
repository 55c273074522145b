import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { enrol, enterPassword } from "@/e2e/support/account-steps";
import { readErrorPages, readFrameworkAddresses, readRouteFiles, readRoutes, redirectOf } from "@/e2e/support/build-inventory";
import { addPerson, ageSessions, type Person } from "@/e2e/support/database";
import { createHttpClient } from "@/e2e/support/http-client";
import { snapshot } from "@/e2e/support/snapshot";
import { REVERIFICATION_TTL_SECONDS, SESSION_LIFETIME_SECONDS } from "@/lib/policy";
import { type Answer, cookiesOf } from "@/lib/testing/raw-request";
import { type ConsoleOfFile, startConsoleOfFile } from "../support/console-of-file";
import { ACTIONS, FRAMEWORK_ADDRESSES, ROUTES } from "./inventory";

const LOGIN = "app/(auth)/login/actions.ts#login";
const BEFORE_SIGN_IN = [LOGIN, "app/actions.ts#setTheme"];
const VERIFY = "app/(auth)/login/verify/actions.ts#verify";

let running: ConsoleOfFile;

beforeAll(async () => {
  running = await startConsoleOfFile();
  await startSessionOfAlice();
});
afterAll(() => running.close());

/** For others to lay hands on; she herself signs in with a mailed code, which nobody has here. */
async function startSessionOfAlice(): Promise<void> {
  const now = new Date();
  const expiresAt = new Date(now.getTime() + SESSION_LIFETIME_SECONDS * 1000);
  const client = { ip: "192.0.2.1", userAgent: "her browser" };
  const session = { tokenHash: "hers", userId: running.people.alice.id, factors: ["password" as const], remember: true, ...client };
  await running.database.db.session.create({ data: { ...session, createdAt: now, lastSeenAt: now, expiresAt } });
}

/** A session whose sign-in proves nothing any more. */
async function signInLongAgo(person: Person): Promise<string> {
  const cookie = await running.signIn(person);
  await ageSessions(running.database, person, REVERIFICATION_TTL_SECONDS + 1);
  return cookie;
}

async function endedSession(): Promise<string> {
  const cookie = await running.signIn(running.people.mallory);
  await running.call("app/actions.ts#signOut", { fields: { actor: running.people.mallory.id }, headers: { cookie } });
  return cookie;
}

/** Sensible values for every field of every form, aimed at alice. */
async function fieldsAgainstAlice(): Promise<Record<string, string>> {
  const { alice } = running.people;
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
    proof: "",
    token: "t".repeat(43),
    link: "l".repeat(12),
    theme: "dark",
  };
}

function without(names: string[], tables: Record<string, string[]>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(tables).filter(([name]) => !names.includes(name)));
}

/** The id of the newest sign-in under way, which its forms carry. */
function attemptIn(cookie: string): string {
  return /latchkey-attempt(?:_\d+)?=([^.;]+)\./.exec(cookie)?.[1] ?? "";
}

/** What the answer to a form shows, where it leads included; a form that was sent without JavaScript shows it on the page that follows. */
async function shownBy(answer: Answer, cookie: string): Promise<string> {
  const address = redirectOf(answer.headers) ?? "";
  if (!answer.headers.location) return `${address} ${answer.text}`;
  const following = await running.send({ path: address, headers: { cookie: `${cookie}; ${cookiesOf(answer)}` } });
  return `${address} ${following.text}`;
}

/** What the form state says of a proof that is due, in an action's answer or within a page. */
const PROOF_IS_DUE = /"proofMethod\\?":\\?"password\\?"/;
/** What the other actions that ask for one answer: the step before is to be gone through again; the form is not complete without it. */
const ANSWERS_WITHOUT_PROOF: Record<string, RegExp> = {
  "app/(console)/settings/two-factor/actions.ts#confirmEnrolment": /"stepExpired\\?":true/,
  "app/(console)/settings/security/actions.ts#changePassword": /"fieldErrors\\?":\{\\?"currentPassword\\?"/,
};

test("W1: every action and every route of the build stands in the table, and nothing else does", async () => {
  const project = inject("checkout");
  expect(running.actions.map(({ name }) => name).sort()).toEqual(Object.keys(ACTIONS).sort());
  expect(await readRoutes(project)).toEqual(Object.keys(ROUTES).sort());
  const own = Object.entries(ROUTES).filter(([, guard]) => guard !== "framework");
  expect(await readRouteFiles(project)).toEqual(own.map(([route]) => route).sort());
});

test("W1, W19: what Next serves by itself stands in the table, and the build has no map of its sources", async () => {
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

type Attacker = { who: string; cookie: () => Promise<string>; kind: "nobody" | "half" | "unproven" | "proven"; person?: () => Person };

/** Under the names of today, and under those from before they held the port. */
function forgedCookies(): string {
  const names = ["session", "attempt", "browser"].map((name) => `latchkey-${name}`);
  const { port } = new URL(running.console.url);
  return [...names, ...names.map((name) => `${name}_${port}`)].map((name) => `${name}=${"x".repeat(43)}`).join("; ");
}
const ATTACKERS: Attacker[] = [
  { who: "somebody without a cookie", cookie: async () => "", kind: "nobody" },
  { who: "somebody with forged cookies", cookie: async () => forgedCookies(), kind: "nobody" },
  { who: "somebody with the cookie of a session that has ended", cookie: endedSession, kind: "nobody" },
  {
    who: "somebody with a half-finished sign-in, its token as a session too",
    cookie: async () => {
      const attempt = await running.signIn(running.people.alice);
      return `${attempt}; ${attempt.replace("latchkey-attempt", "latchkey-session")}`;
    },
    kind: "half",
  },
  { who: "another user", cookie: () => signInLongAgo(running.people.mallory), kind: "unproven", person: () => running.people.mallory },
  {
    who: "another user with a fresh proof",
    cookie: () => running.signIn(running.people.mallory),
    kind: "proven",
    person: () => running.people.mallory,
  },
  {
    who: "an administrator without a proof",
    cookie: () => signInLongAgo(running.people.root),
    kind: "unproven",
    person: () => running.people.root,
  },
];

describe.each(ATTACKERS)("called by $who", ({ cookie: findCookie, kind, person }) => {
  let cookie: string;
  // For each test: some actions end what the cookie stands for.
  beforeEach(async () => {
    cookie = await findCookie();
  });

  test.each(Object.entries(ACTIONS))("W2: %s does nothing that is not theirs to do", async (name, { guard, ownRows = [] }) => {
    // So many wrong passwords would be told to alice, behind the back of this test.
    await running.database.db.guessBudget.deleteMany();
    for (const encoding of ["fetch", "page"] as const) {
      const except = kind === "proven" ? person?.() : undefined;
      const before = await snapshot(running.database, except);
      const fields = { ...(await fieldsAgainstAlice()), actor: (person?.() ?? running.people.alice).id, attempt: attemptIn(cookie) };
      const answer = await running.call(name, { fields, encoding, headers: cookie ? { cookie } : {} });
      const after = await snapshot(running.database, except);
      expect(without(ownRows, after)).toEqual(without(ownRows, before));
      expect(answer.status).toBeLessThan(500);
      expect(answer.text).not.toContain("alice.secret");
      if (guard === "anyone") continue;
      const led = redirectOf(answer.headers) ?? "";
      if (guard === "link") expect(led).toMatch(/^\/(setup|set-password)\?link=l+$/);
      else if (guard === "attempt") expect(led).toMatch(kind === "half" ? /^(\/login(\/verify)?)?$/ : /^\/login/);
      else if (kind === "nobody" || kind === "half") expect(led).toMatch(/^\/login(\?next=|$)/);
      else if (guard === "administrator" && person?.() !== running.people.root) expect(answer.status).toBe(404);
      else if (guard !== "session" && kind === "unproven") {
        expect(await shownBy(answer, cookie)).toMatch(ANSWERS_WITHOUT_PROOF[name] ?? PROOF_IS_DUE);
      }
    }
  });
});

/** The user whom the form names: none, another one, one that does not exist. */
const OTHER_ACTORS: [string, () => Record<string, string>][] = [
  ["of another user", () => ({ actor: running.people.mallory.id })],
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
    const cookie = await running.signIn(running.people.root);
    for (const encoding of ["fetch", "page"] as const) {
      const before = await snapshot(running.database);
      const fields = { ...(await fieldsAgainstAlice()), ...fieldsOf() };
      const answer = await running.call(name, { fields, encoding, headers: { cookie } });
      expect(await snapshot(running.database)).toEqual(before);
      expect(await shownBy(answer, cookie)).toMatch(new RegExp(`signed in as ${running.people.root.username}|${LED_TO_WHO_IS_SIGNED_IN}`));
    }
  });
});

test.each(Object.entries(ACTIONS).filter(([, { guard }]) => guard === "attempt"))(
  "W29: %s acts on the attempt of its page, and on no other of the account",
  async (name) => {
    const [own, other] = [await running.signIn(running.people.alice), await running.signIn(running.people.alice)];
    for (const attempt of [attemptIn(other), "", "x".repeat(36)]) {
      const before = await snapshot(running.database);
      const answer = await running.call(name, { fields: { code: "12345678", attempt }, headers: { cookie: own } });
      expect(await snapshot(running.database)).toEqual(before);
      expect(redirectOf(answer.headers)).toBe("/login?notice=sign-in-over");
    }
  },
);

const ELSEWHERE = ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)"];

test("W6: where to go is believed no more when it is posted with the password, or with the code, than in an address", async () => {
  const person = await addPerson(running.database);
  const credentials = { identifier: person.username, password: person.password };
  for (const next of [...ELSEWHERE, "/settings"]) {
    const answer = await running.call(LOGIN, { fields: { ...credentials, next }, headers: { cookie: running.kept } });
    expect(redirectOf(answer.headers)).toBe(next === "/settings" ? next : "/");
  }
  const client = createHttpClient(running.console.url);
  await enterPassword(client, person.username, person.password);
  const { backupCodes } = await enrol(client);
  for (const [index, next] of [...ELSEWHERE, "/settings"].entries()) {
    const cookie = await running.signIn(person);
    const fields = { code: backupCodes[index] ?? "", next, attempt: attemptIn(cookie) };
    const answer = await running.call(VERIFY, { fields, headers: { cookie } });
    expect(redirectOf(answer.headers)).toBe(next === "/settings" ? next : "/");
  }
});
