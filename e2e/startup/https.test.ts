import { afterAll, beforeAll, expect, test } from "vitest";
import { type ConsoleOfFile, startConsoleOfFile } from "./console-of-file";

const ORIGIN = "https://console.example";
/** As a proxy that ends TLS hands a request on. */
const BY_PROXY = {
  host: "console.example",
  "x-forwarded-proto": "https",
  "x-forwarded-for": "203.0.113.9",
  "x-forwarded-host": "console.example",
};
const LOGIN = "app/(auth)/login/actions.ts#login";

let running: ConsoleOfFile;

beforeAll(async () => {
  running = await startConsoleOfFile({ APP_URL: ORIGIN, TRUSTED_PROXIES: "127.0.0.1, ::1" });
});
afterAll(() => running.close());

function fields() {
  const { username, password } = running.people.mallory;
  return { identifier: username, password, remember: "on" };
}

async function signIn() {
  const answer = await running.call(LOGIN, { fields: fields(), headers: { ...BY_PROXY, origin: ORIGIN } });
  const cookie = (answer.headers["set-cookie"] ?? []).map((text) => text.split(";")[0]).join("; ");
  return { answer, cookie };
}

test("W11: behind TLS cookies are bound to this very host, and browsers keep to https", async () => {
  const headers = { ...BY_PROXY, origin: ORIGIN };
  const answer = await running.call(LOGIN, { fields: fields(), headers });
  expect(answer.headers["strict-transport-security"]).toBe("max-age=63072000; includeSubDomains");
  const theme = await running.call("app/actions.ts#setTheme", { page: "/login", fields: { theme: "dark" }, headers });
  const cookies = [answer, theme].flatMap((each) => each.headers["set-cookie"] ?? []);
  expect(cookies.join()).toMatch(/latchkey-session.*latchkey-theme/);
  for (const cookie of cookies) {
    expect(cookie).toMatch(/^__Host-latchkey-\w+=/);
    expect(cookie).toMatch(/; Path=\/(;|$)/);
    expect(cookie).toMatch(/; Secure(;|$)/i);
    expect(cookie).toMatch(/; HttpOnly(;|$)/i);
    expect(cookie).toMatch(/; SameSite=lax(;|$)/i);
    expect(cookie).not.toMatch(/; Domain=/i);
  }
});

test("W10: behind TLS the console reaches itself, and an action keeps its client's address on the way", async () => {
  const begin = running.console.output().length;
  const { cookie, answer } = await signIn();
  expect(answer.headers["x-action-redirect"]).toMatch(/^\/;/);
  expect(answer.text, "after a sign-in the browser loads a new document").toBe("");
  const out = await running.call("app/actions.ts#signOut", { page: "/", headers: { ...BY_PROXY, origin: ORIGIN, cookie } });
  expect(out.headers["x-action-redirect"]).toMatch(/^\/login\?/);
  expect(out.text, "the page that follows comes with the answer").toContain("Username or email");
  const [latest] = await running.database.db.auditEvent.findMany({ orderBy: { id: "desc" }, take: 1 });
  expect(latest).toMatchObject({ type: "signed-out", ip: "203.0.113.9" });
  expect(running.console.output().slice(begin)).toBe("");
});

test("W3: APP_URL decides where a proxy does not say which host was asked for; the same host without TLS does not pass", async () => {
  const bare = await running.call(LOGIN, { fields: fields(), headers: { origin: ORIGIN } });
  expect(bare.headers["set-cookie"]?.join()).toContain("__Host-latchkey-session=");
  const { status } = await running.call(LOGIN, { fields: fields(), headers: { ...BY_PROXY, origin: "http://console.example" } });
  expect(status).toBe(403);
});

test("W17: no answer is taken for another type or framed, and each keeps browsers to https but the one that other hosts pass on", async () => {
  const { text } = await running.send({ path: "/login", headers: BY_PROXY });
  const file = /\/_next\/static\/[^"?]+\.js/.exec(text)?.[0] ?? "none";
  const paths = [file, "/_next/static/none.js", "/icon.svg", "/favicon.ico", "/api/health/ready", "/nowhere", "/login?token=a"];
  for (const path of paths) {
    const { headers } = await running.send({ path, headers: BY_PROXY });
    expect(headers["x-content-type-options"], path).toBe("nosniff");
    expect(headers["cross-origin-resource-policy"], path).toBe("same-origin");
    expect(headers["content-type"] ?? "", path).toMatch(/^$|charset=|^application\/json$|^image\/x-icon$/);
    expect(headers["content-security-policy"], path).toMatch(/^[^,]*frame-ancestors 'none'[^,]*$/);
    expect(headers["strict-transport-security"], path).toBe("max-age=63072000; includeSubDomains");
  }
  const { status, headers } = await running.send({ path: "/api/forward-auth", headers: BY_PROXY });
  expect({ status, headers }).toMatchObject({ status: 401, headers: { "x-content-type-options": "nosniff" } });
  expect(headers["strict-transport-security"]).toBeUndefined();
});

test("W12: an address with a token is told to nobody", async () => {
  for (const page of ["/setup", "/set-password"]) {
    expect((await running.send({ path: `${page}?token=abc`, headers: BY_PROXY })).headers["referrer-policy"]).toBe("no-referrer");
  }
});

test("W13: signing out makes the browser forget what it kept, but for its other cookies", async () => {
  for (const encoding of ["fetch", "page"] as const) {
    const { cookie } = await signIn();
    const out = await running.call("app/actions.ts#signOut", { encoding, page: "/", headers: { ...BY_PROXY, origin: ORIGIN, cookie } });
    const landed = encoding === "fetch" ? out : await running.send({ path: out.headers.location ?? "", headers: BY_PROXY });
    expect(landed.headers["clear-site-data"]).toBe('"cache", "storage"');
    expect(out.headers["set-cookie"]?.join()).not.toMatch(/browser|theme/);
  }
});
