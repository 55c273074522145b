import { afterAll, beforeAll, expect, test } from "vitest";
import { callOf, redirectOf } from "@/e2e/support/build-inventory";
import { addUser, type TestUser } from "@/e2e/support/database";
import { startFlood } from "@/e2e/support/flood";
import { cookiesOf, type Sent } from "@/lib/testing/raw-request";
import { type AppOfFile, startAppOfFile } from "../support/app-of-file";
import { waitFor } from "../support/wait-for";

const LOGIN = "app/(auth)/login/actions.ts#login";
const SIGN_OUT = "app/actions.ts#signOut";
const ATTACKER = "203.0.113.66";
const OTHERS = 26;

let running: AppOfFile;
let users: TestUser[];
let signedIn: string;

beforeAll(async () => {
  running = await startAppOfFile({ TRUSTED_PROXIES: "127.0.0.1, ::1" });
  users = await Promise.all(Array.from({ length: OTHERS }, () => addUser(running.database)));
  signedIn = await running.signIn(running.users.mallory);
  expect((await check(signedIn, "198.51.100.200")).status).toBe(200);
});
afterAll(() => running.close());

const from = (address: string) => ({ "x-forwarded-for": address });
const check = (cookie: string, address: string) => running.send({ path: "/api/forward-auth", headers: { cookie, ...from(address) } });

/** Signs in the other users, each from its own network. Returns how many succeeded. */
async function signInOthers(): Promise<number> {
  const cookies = await Promise.all(
    users.map(async ({ username, password }, n) => {
      const fields = { identifier: username, password };
      return cookiesOf(await running.call(LOGIN, { fields, headers: from(`198.51.100.${n + 1}`) }));
    }),
  );
  return cookies.filter((cookie) => /latchkey-session(_\d+)?=/.test(cookie)).length;
}

/** The login action with a wrong password, posted to any page. */
async function wrongSignIn(path: string): Promise<Sent> {
  const action = running.actions.find(({ name }) => name === LOGIN);
  if (!action) throw new Error("the build has no login action");
  const sent = await callOf(action, { identifier: "nobody-here", password: "a wrong password" }, "fetch");
  return { ...sent, path, headers: { ...sent.headers, ...from(ATTACKER) } };
}

test("W18: 600 connections from one address to the sign-in page and its form do not block other sign-ins", async () => {
  const forms = [await wrongSignIn("/login"), await wrongSignIn("/")];
  const page: Sent = { path: "/login", headers: { accept: "text/html", ...from(ATTACKER) } };
  const health: Sent = { path: "/api/health/ready", headers: from(ATTACKER) };
  const flood = startFlood(running.app.url, 600, (n) => [page, ...forms, health][n % 4] ?? page);
  await waitFor("the flood to be answered", () => Object.values(flood.answers).reduce((sum, count) => sum + count, 0) > 600);
  expect(await signInOthers()).toBe(OTHERS);
  expect((await running.send({ path: "/", headers: { cookie: signedIn, ...from("198.51.100.200") } })).status).toBe(200);
  const cookie = await running.signIn(running.users.root);
  const out = await running.call(SIGN_OUT, {
    page: "/",
    fields: { actor: running.users.root.id },
    headers: { cookie, ...from("198.51.100.201") },
  });
  expect(redirectOf(out.headers)).toMatch(/^\/login\?notice=signed-out/);
  expect((await running.send({ path: "/api/health/ready", headers: from("198.51.100.202") })).status).toBe(200);
  await flood.stop();
});

test.each([700, 1_500])("F9: %i connections with forged tokens block no application and report no outage", async (count) => {
  const token = (n: number) => `${n}`.padStart(43, "x");
  const flood = startFlood(running.app.url, count, (n) => ({
    path: "/api/forward-auth",
    headers: { cookie: `latchkey-session=${token(n)}`, ...from(ATTACKER) },
  }));
  await waitFor("the flood to be answered", () => (flood.answers[401] ?? 0) > count);
  const checks = Array.from({ length: 20 }, () => check(signedIn, "198.51.100.200"));
  const statuses = (await Promise.all(checks)).map(({ status }) => status);
  expect(statuses).toEqual(statuses.map(() => 200));
  expect(await signInOthers()).toBe(OTHERS);
  // A new client, from the network of the flood.
  const cookie = await running.signIn(running.users.root);
  expect((await check(cookie, ATTACKER)).status).toBe(200);
  await flood.stop();
  expect(Object.keys(flood.answers).map(Number)).not.toContain(200);
  expect(running.app.output()).not.toContain("does not answer");
});

test("F9: a malformed token is refused without a database query", async () => {
  // A query about sessions would wait for the end of this transaction.
  await running.database.db.$transaction(async (tx) => {
    await tx.$executeRaw`LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE`;
    for (const token of ["", "short", "x".repeat(44), "x".repeat(42), `${"x".repeat(42)}=`, `${"x".repeat(42)}%20`, "a.b"]) {
      for (const name of ["latchkey-session", "latchkey-pass"]) expect((await check(`${name}=${token}`, ATTACKER)).status).toBe(401);
    }
  });
});
