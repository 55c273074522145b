import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { backupCodesOn, enrol, enterCode, enterPassword, enterPasswordOn, isSignedIn, signIn } from "@/e2e/support/account-steps";
import { addUser, ageLastUse, ageSessions, countSessions, type TestUser } from "@/e2e/support/database";
import { createHttpClient, type HttpClient, type ReceivedPage } from "@/e2e/support/http-client";
import { REVERIFICATION_TTL_SECONDS, SESSION_INACTIVITY_SECONDS } from "@/lib/policy";
import { type AppOfFile, startAppOfFile } from "../support/app-of-file";

/** Forms of a browser without JavaScript, sent at the wrong moment or twice. */
let running: AppOfFile;

beforeAll(async () => {
  running = await startAppOfFile();
});
afterAll(() => running.close());

const browser = () => createHttpClient(running.app.url);
const anyone = (data?: Parameters<typeof addUser>[1]) => addUser(running.database, data);
const stored = ({ id }: TestUser) =>
  running.database.db.user.findUniqueOrThrow({ where: { id }, include: { backupCodes: true, totpSecret: true, oneTimeLinks: true } });

const signedIn = (user: TestUser) => signIn(running.app.url, user);
const times = <T>(count: number, work: () => Promise<T>) => Promise.all(Array.from({ length: count }, work));
const linkOn = ({ html }: ReceivedPage) => /data-testid="one-time-link"[^>]*>([^<]+)</.exec(html)?.[1];

describe("O1: a form sent many times at once is processed once, and the browser gets the answer", () => {
  test("a backup code, 50 times: one session, which the browser gets", async () => {
    const user = await anyone();
    const first = await signedIn(user);
    const { backupCodes } = await enrol(first);
    const client = browser();
    const page = await enterPassword(client, user.username, user.password);
    await times(50, () => enterCode(client, page, backupCodes[0] ?? ""));
    expect(await isSignedIn(client)).toBe(true);
    expect(await countSessions(running.database, user)).toBe(2);
    expect((await stored(user)).backupCodes.filter(({ usedAt }) => usedAt)).toHaveLength(1);
  });

  test("a wrong code costs one attempt, and the password starts one session", async () => {
    const user = await anyone();
    const client = browser();
    const page = await client.get("/login");
    await times(8, () => enterPasswordOn(client, page, user));
    expect([await isSignedIn(client), await countSessions(running.database, user)]).toEqual([true, 1]);
    await enrol(client);
    const other = browser();
    const verify = await enterPassword(other, user.username, user.password);
    const answers = await times(4, () => enterCode(other, verify, "000000"));
    expect(answers.every(({ text }) => text.includes("4 attempts left"))).toBe(true);
    const [attempt] = await running.database.db.loginAttempt.findMany({ where: { userId: user.id, consumedAt: null } });
    expect(attempt?.attemptsLeft).toBe(4);
  });

  test("A14: deleting an account, 10 times: one entry, and every answer says that it is deleted", async () => {
    const [administrator, target] = [await anyone({ admin: true }), await anyone()];
    const client = await signedIn(administrator);
    const page = await client.get(`/admin/users/${target.id}/delete`);
    const fields = { confirmation: target.username };
    const answers = await times(10, () => client.submit(page, { button: "Delete", fields }));
    for (const { text } of answers) expect(text).toContain(`${target.username} was deleted.`);
    expect(await running.database.db.auditEvent.count({ where: { type: "user-deleted", subjectUserId: target.id } })).toBe(1);
  });

  test("an enrolment, then new backup codes: every answer shows the codes that work, also after a reload", async () => {
    const user = await anyone();
    const client = await signedIn(user);
    const opened = await client.get("/settings/two-factor");
    let code = "";
    const noting = browserThatOnlyReads(client, opened, (entered) => {
      code = entered;
    });
    const { backupCodes } = await enrol(noting);
    const again = await client.submit(opened, { button: "Enable 2FA", fields: { code } });
    expect(backupCodesOn(again)).toEqual(backupCodes);
    expect(backupCodesOn(await client.get("/settings/two-factor"))).toEqual(backupCodes);
    const page = await client.get("/settings/security/replace-backup-codes");
    const answers = await times(6, () =>
      client.submit(page, { button: "Replace backup codes", fields: { reverification: backupCodes[0] } }),
    );
    const [codes = []] = answers.map(backupCodesOn);
    expect(codes).toHaveLength(6);
    for (const answer of answers) expect(backupCodesOn(answer)).toEqual(codes);
    const next = browser();
    await enterCode(next, await enterPassword(next, user.username, user.password), codes[3] ?? "");
    expect(await isSignedIn(next)).toBe(true);
  });

  test("a password, a new user and the password of a one-time link", async () => {
    const user = await anyone({ admin: true });
    const client = await signedIn(user);
    const form = await client.get("/settings/security/password");
    const fields = { currentPassword: user.password, newPassword: "a new sentence to keep" };
    for (const answer of await times(5, () => client.submit(form, { button: "Change password", fields })))
      expect(answer.text).toContain("Your password was changed");
    const invitation = await client.get("/admin/users/new");
    const username = `new-${crypto.randomUUID().slice(0, 8)}`;
    const answers = await times(5, () => client.submit(invitation, { button: "Create user", fields: { username } }));
    const links = new Set(answers.map(linkOn));
    expect(links.size).toBe(1);
    const link = new URL(String([...links][0]));
    const visitor = browser();
    const choose = await visitor.get(link.pathname + link.search);
    const chosen = await times(5, () =>
      visitor.submit(choose, { button: "Set password", fields: { password: "a first sentence to keep" } }),
    );
    for (const { path } of chosen) expect(path).toBe("/");
    expect(await isSignedIn(visitor)).toBe(true);
    expect(await running.database.db.session.count({ where: { user: { username } } })).toBe(1);
  });
});

/** The client; `opened` replaces the next page that is read, and its input is recorded. */
function browserThatOnlyReads(client: HttpClient, opened: ReceivedPage, note: (code: string) => void): HttpClient {
  return {
    ...client,
    get: async () => opened,
    submit: (page, submission) => {
      note(submission.fields?.code ?? "");
      return client.submit(page, submission);
    },
  };
}

describe("W30: every answer to a form is a separate page, so that reload and Back send nothing", () => {
  test("a wrong code, password and reverification are reported once and cost one attempt", async () => {
    const user = await anyone();
    const client = await signedIn(user);
    await enrol(client);
    const other = browser();
    const refused = await enterPassword(other, user.username, "wrong");
    expect(refused.path).toBe("/login");
    expect(refused.text).toContain("Incorrect username or password");
    expect(refused.html).toContain(`value="${user.username}"`);
    const verify = await enterPassword(other, user.username, user.password);
    expect((await enterCode(other, verify, "000000")).text).toContain("4 attempts left");
    for (let times = 0; times < 3; times++) expect((await other.get("/login/verify")).text).not.toContain("attempts left");
    const [attempt] = await running.database.db.loginAttempt.findMany({ where: { userId: user.id, consumedAt: null } });
    expect(attempt?.attemptsLeft).toBe(4);
  });

  test("no URL and no cookie contains input in clear", async () => {
    const user = await anyone();
    const client = await signedIn(user);
    await ageSessions(running.database, user, REVERIFICATION_TTL_SECONDS + 1);
    const page = await client.get("/settings");
    const fields = { email: "typed@example.com", reverification: "a wrong password" };
    const answers: string[] = [];
    const answer = await client.submit(page, { button: "Submit", fields });
    answers.push(answer.path, ...[...client.cookies].flat());
    expect(answers.join(" ")).not.toMatch(/typed|wrong/);
    expect(answer.html).toContain('value="typed@example.com"');
    expect(answer.html).not.toContain("a wrong password");
  });
});

const FORMS: { path: (id: string) => string; button: string; fields: Record<string, string>; kept?: string }[] = [
  { path: () => "/settings", button: "Submit", fields: { email: "kept@example.com" }, kept: "kept@example.com" },
  { path: () => "/settings/devices", button: "Sign out everywhere else", fields: {} },
  { path: (id) => `/admin/users/${id}/disable`, button: "Disable", fields: {} },
  { path: () => "/admin/users/new", button: "Create user", fields: { username: "kept-name" }, kept: "kept-name" },
  { path: () => "/settings/two-factor", button: "Enable 2FA", fields: { code: "123456" } },
];

test.each(FORMS)(
  "R8: $button, opened while the sign-in was recent and pressed later, asks for the password and keeps the input",
  async ({ path, button, fields, kept }) => {
    const [user, target] = [await anyone({ admin: true }), await anyone()];
    const client = await signedIn(user);
    await signedIn(user);
    const page = await client.get(path(target.id));
    expect(page.html).not.toContain('name="reverification"');
    await ageSessions(running.database, user, REVERIFICATION_TTL_SECONDS + 1);
    const answer = await client.submit(page, { button, fields });
    expect(answer.html).toContain('name="reverification"');
    if (button !== "Enable 2FA") expect(answer.text).toContain("Enter your password to continue");
    if (kept) expect(answer.html).toContain(`value="${kept}"`);
  },
);

describe("W28: a page of one account changes nothing in another that has signed in since", () => {
  const PAGES = [
    { path: "/settings", button: "Submit", fields: { email: "anna@example.com" } },
    {
      path: "/settings/security/password",
      button: "Change password",
      fields: { currentPassword: "correct horse battery", newPassword: "a new sentence to keep" },
    },
    { path: "/settings/devices", button: "Sign out everywhere else", fields: {} },
    { path: "/admin/users/new", button: "Create user", fields: { username: "somebody-new" } },
  ];
  test.each(PAGES)("$button on $path", async ({ path, button, fields }) => {
    const [anna, bert] = [await anyone({ admin: true }), await anyone({ admin: true })];
    await signedIn(anna);
    const client = await signedIn(anna);
    const page = await client.get(path);
    await signOut(client);
    await enterPassword(client, bert.username, bert.password);
    const before = await stored(bert);
    const answer = await client.submit(page, { button, fields });
    expect(answer.text).toContain(`You’re now signed in as ${bert.username}`);
    expect(await stored(bert)).toEqual(before);
    expect(await isSignedIn(client)).toBe(true);
    if (!("email" in fields)) return;
    await signOut(client);
    await enterPassword(client, anna.username, anna.password);
    expect((await client.get(path)).html).toContain('value="anna@example.com"');
  });

  test("Sign out: the other account stays signed in", async () => {
    const [anna, bert] = [await anyone(), await anyone()];
    const client = await signedIn(anna);
    const page = await client.get("/");
    await signOut(client);
    await enterPassword(client, bert.username, bert.password);
    expect((await client.submit(page, { button: "Sign out" })).text).toContain(`You’re now signed in as ${bert.username}`);
    expect(await isSignedIn(client)).toBe(true);
  });
});

async function signOut(client: HttpClient): Promise<void> {
  await client.submit(await client.get("/"), { button: "Sign out" });
}

test("W29: with two pending sign-ins in one browser each page continues its own, and names it", async () => {
  const [anna, bert] = [await anyone(), await anyone()];
  const codes = new Map<TestUser, string[]>();
  for (const user of [anna, bert]) codes.set(user, (await enrol(await signedIn(user))).backupCodes);
  const client = browser();
  const annas = await enterPassword(client, anna.username, anna.password);
  const berts = await enterPassword(client, bert.username, bert.password);
  expect(annas.text).toContain(`Signing in as ${anna.username}`);
  expect(berts.text).toContain(`An earlier sign-in as ${anna.username}`);
  const wrong = await enterCode(client, annas, "000000");
  expect(wrong.text).toContain(`Signing in as ${anna.username}`);
  expect(wrong.text).toContain(`A newer sign-in as ${bert.username}`);
  expect(wrong.text).toContain("4 attempts left");
  const refused = await enterCode(client, annas, codes.get(bert)?.[0] ?? "");
  expect(refused.text).toContain("3 attempts left");
  expect((await enterCode(client, annas, codes.get(anna)?.[0] ?? "")).text).toContain(anna.username);
  expect((await enterCode(client, berts, codes.get(bert)?.[1] ?? "")).text).toContain(bert.username);
  expect((await stored(bert)).backupCodes.filter(({ usedAt }) => usedAt)).toHaveLength(1);
});

describe("W31: a form sent after the session ended leads to the sign-in and back, with its input or a note that it is lost", () => {
  const ENDS: [string, string, (user: TestUser) => Promise<unknown>][] = [
    ["signed out elsewhere", "signed out from another device", signOutElsewhere],
    ["not used", "minutes of inactivity", (user) => ageLastUse(running.database, user, SESSION_INACTIVITY_SECONDS)],
    ["signed out by an administrator", "An administrator signed you out", administratorSignsOut],
  ];
  test.each(ENDS)("%s", async (_name, reason, end) => {
    const user = await anyone();
    const client = await signedIn(user);
    const [settings, password] = [await client.get("/settings?x=1"), await client.get("/settings/security/password")];
    await end(user);
    const login = await client.submit(settings, { button: "Submit", fields: { email: "kept@example.com" } });
    expect(login.path).toContain(`next=${encodeURIComponent("/settings?x=1")}`);
    expect(login.text).toContain(reason);
    const back = await enterPasswordOn(client, login, user);
    expect(back.path).toBe("/settings?x=1");
    expect(back.html).toContain('value="kept@example.com"');
    expect(back.text).toContain("Check what you entered and submit it again");
    await end(user);
    await client.submit(password, { button: "Change password", fields: { currentPassword: "x", newPassword: "a new sentence to keep" } });
    const again = await enterPasswordOn(client, await client.get("/login?next=/settings/security/password"), user);
    expect(again.text).toContain("Passwords and codes aren’t kept");
    expect(again.html).not.toContain("a new sentence to keep");
  });

  async function signOutElsewhere(user: TestUser): Promise<void> {
    const other = await signedIn(user);
    await other.submit(await other.get("/settings/devices"), { button: "Sign out everywhere else" });
  }

  async function administratorSignsOut({ id }: TestUser): Promise<void> {
    const root = await signedIn(await anyone({ admin: true }));
    await root.submit(await root.get(`/admin/users/${id}/sign-out-everywhere`), { button: "Sign out everywhere" });
  }
});
