import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cookiesOf } from "@/lib/testing/raw-request";
import { type AppOfFile, startAppOfFile } from "../support/app-of-file";

const ORIGIN = "https://console.example";
/** As forwarded by a proxy that terminates TLS. */
const BY_PROXY = {
  host: "console.example",
  "x-forwarded-proto": "https",
  "x-forwarded-for": "203.0.113.9",
  "x-forwarded-host": "console.example",
};
const LOGIN = "app/(auth)/login/actions.ts#login";

let running: AppOfFile;

beforeAll(async () => {
  const contacts = "mailto:security@example.com, https://example.com/report";
  running = await startAppOfFile({ APP_URL: ORIGIN, TRUSTED_PROXIES: "127.0.0.1, ::1", SECURITY_CONTACT: contacts });
});
afterAll(() => running.close());

function fields() {
  const { username, password } = running.users.mallory;
  return { identifier: username, password, remember: "on" };
}

/** The user that the page with `Sign out` was rendered for. */
const signOutFields = () => ({ actor: running.users.mallory.id });

async function signIn() {
  const answer = await running.call(LOGIN, { fields: fields(), headers: { ...BY_PROXY, origin: ORIGIN, cookie: running.kept } });
  const cookie = (answer.headers["set-cookie"] ?? []).map((text) => text.split(";")[0]).join("; ");
  return { answer, cookie };
}

test("W11: behind TLS cookies are bound to this host, and browsers stay on https", async () => {
  const headers = { ...BY_PROXY, origin: ORIGIN };
  const answer = await running.call(LOGIN, { fields: fields(), headers });
  expect(answer.headers["strict-transport-security"]).toBe("max-age=31536000");
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

test("W10: behind TLS the console reaches itself, and an action keeps its client's address", async () => {
  const begin = running.app.output().length;
  const { cookie, answer } = await signIn();
  expect(answer.headers["x-action-redirect"]).toMatch(/^\/;/);
  expect(answer.text, "after a sign-in the browser loads a new document").toBe("");
  const out = await running.call("app/actions.ts#signOut", {
    page: "/",
    fields: signOutFields(),
    headers: { ...BY_PROXY, origin: ORIGIN, cookie },
  });
  expect(out.headers["x-action-redirect"]).toMatch(/^\/login\?/);
  expect(out.text, "the page that follows comes with the answer").toContain("Username or email");
  const [latest] = await running.database.db.auditEvent.findMany({ orderBy: { id: "desc" }, take: 1 });
  expect(latest).toMatchObject({ type: "signed-out", ip: "203.0.113.9" });
  expect(running.app.output().slice(begin)).toBe("");
});

test("W3: a post from the same host without TLS does not pass", async () => {
  const { status } = await running.call(LOGIN, { fields: fields(), headers: { ...BY_PROXY, origin: "http://console.example" } });
  expect(status).toBe(403);
});

test("W17: answers have nosniff, framing and CORP headers, and HSTS except on forward-auth", async () => {
  const { text } = await running.send({ path: "/login", headers: BY_PROXY });
  const file = /\/_next\/static\/[^"?]+\.js/.exec(text)?.[0] ?? "none";
  const paths = [file, "/_next/static/none.js", "/icon.svg", "/favicon.ico", "/api/health/ready", "/nowhere", "/login?token=a"];
  for (const path of paths) {
    const { headers } = await running.send({ path, headers: BY_PROXY });
    expect(headers["x-content-type-options"], path).toBe("nosniff");
    expect(headers["cross-origin-resource-policy"], path).toBe("same-origin");
    expect(headers["content-type"] ?? "", path).toMatch(/^$|charset=|^application\/json$|^image\/x-icon$/);
    expect(headers["content-security-policy"], path).toMatch(/^[^,]*frame-ancestors 'none'[^,]*$/);
    expect(headers["strict-transport-security"], path).toBe("max-age=31536000");
  }
  const { status, headers } = await running.send({ path: "/api/forward-auth", headers: BY_PROXY });
  expect({ status, headers }).toMatchObject({ status: 401, headers: { "x-content-type-options": "nosniff" } });
  expect(headers["strict-transport-security"]).toBeUndefined();
});

test("W12: a token in a URL is sent in no Referer", async () => {
  for (const page of ["/setup", "/set-password"]) {
    expect((await running.send({ path: `${page}?token=abc`, headers: BY_PROXY })).headers["referrer-policy"]).toBe("no-referrer");
  }
});

test("W13: signing out clears the browser's stored data except other cookies", async () => {
  for (const encoding of ["fetch", "page"] as const) {
    const { cookie } = await signIn();
    const out = await running.call("app/actions.ts#signOut", {
      encoding,
      page: "/",
      fields: signOutFields(),
      headers: { ...BY_PROXY, origin: ORIGIN, cookie },
    });
    const landed = encoding === "fetch" ? out : await running.send({ path: out.headers.location ?? "", headers: BY_PROXY });
    expect(landed.headers["clear-site-data"]).toBe('"cache", "storage"');
    expect(out.headers["set-cookie"]?.join()).not.toMatch(/browser|theme/);
  }
});

/** The hosts that browsers, proxies and attackers send instead of the one in APP_URL. */
const OTHER_HOSTS = [
  "evil.example",
  "127.0.0.1:3000",
  "localhost",
  "latchkey_upstream",
  "console.example.evil.example",
  "console.example:8080",
];

test.each(OTHER_HOSTS)("W22: no page, form or file is served under the host %s, and the answer names the right URL", async (host) => {
  const answers = [
    running.send({ path: "/login", headers: { host, accept: "text/html" } }),
    running.send({ path: "/login", headers: { ...BY_PROXY, "x-forwarded-host": host } }),
    running.send({ path: "/icon.svg", headers: { host } }),
    running.send({ path: "/login", headers: { host, rsc: "1" } }),
    running.call(LOGIN, { fields: fields(), headers: { host, origin: `https://${host}` } }),
  ];
  for (const { status, text, headers } of await Promise.all(answers)) {
    expect(status).toBe(421);
    expect(text).toContain(ORIGIN);
    expect(text).toContain("proxy_set_header Host");
    expect(text).not.toContain(host);
    expect(headers).not.toHaveProperty("set-cookie");
    expect(headers).not.toHaveProperty("strict-transport-security");
  }
});

test("W22: plain http is redirected to https, as reported by the proxy or the browser", async () => {
  const opened = { path: "/settings?a=b", headers: { ...BY_PROXY, "x-forwarded-proto": "http", accept: "text/html" } };
  const redirect = await running.send(opened);
  expect(redirect).toMatchObject({ status: 307, headers: { location: `${ORIGIN}/settings?a=b` } });
  const answers = [
    await running.send({ ...opened, headers: { ...opened.headers, cookie: cookiesOf(redirect) } }),
    await running.call(LOGIN, { fields: fields(), headers: { host: "console.example", origin: "http://console.example" } }),
  ];
  for (const { status, text, headers } of answers) {
    expect(status).toBe(403);
    expect(text).toContain(ORIGIN);
    expect(headers).not.toHaveProperty("set-cookie");
  }
  expect(answers[0]?.text).toContain(`href="${ORIGIN}/settings?a=b"`);
  expect(answers[1]?.headers["content-type"], "what Next's client shows").toBe("text/plain");
  expect(running.app.output().match(/came over http/g)).toHaveLength(1);
});

test("W22: probes, metrics and forward-auth are answered under any host, and without one", async () => {
  for (const path of ["/api/health/live", "/api/health/ready", "/api/metrics", "/api/forward-auth"]) {
    for (const host of ["10.0.0.7", "a b", "anything.example:1"]) {
      const { status } = await running.send({ path, headers: { host } });
      expect([200, 401, 404], `${path} ${host}`).toContain(status);
    }
  }
  const end = "Connection: close\r\n\r\n";
  for (const path of ["/api/health/live", "/api/health/ready"]) {
    for (const method of ["GET", "HEAD"]) {
      const requests = [
        `${path} HTTP/1.0\r\n`,
        `${path} HTTP/1.1\r\n`,
        `${path} HTTP/1.1\r\nHost:\r\n`,
        `http://10.0.0.7:3000${path} HTTP/1.1\r\n`,
      ];
      for (const request of requests) expect(await sendRaw(`${method} ${request}${end}`), request).toMatch(/^HTTP\/1\.1 200 /);
    }
  }
  for (const version of ["1.0", "1.1"]) expect(await sendRaw(`GET /login HTTP/${version}\r\n${end}`)).toMatch(/^HTTP\/1\.1 400 /);
  expect(await sendRaw(`GET http://evil.example/login HTTP/1.1\r\nHost: console.example\r\n${end}`)).toMatch(/^HTTP\/1\.1 421 /);
});

function sendRaw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(Number(new URL(running.app.url).port), "127.0.0.1", () => socket.write(text));
    socket.on("data", (chunk) => (answer += chunk)).on("end", () => resolve(answer));
    socket.on("error", reject);
  });
}

test("W23: a sign-in continues if its cookies come back, and else says so", async () => {
  const headers = { ...BY_PROXY, origin: ORIGIN };
  const answer = await running.call(LOGIN, { fields: { ...fields(), next: "/settings?a=b" }, encoding: "page", headers });
  const check = answer.headers.location ?? "";
  expect(check).toBe("/login/check?step=done&next=%2Fsettings%3Fa%3Db");
  const cookie = (answer.headers["set-cookie"] ?? []).map((text) => text.split(";")[0]).join("; ");
  expect((await running.send({ path: check, headers: { ...BY_PROXY, cookie } })).headers.location).toBe("/settings?a=b");
  const lost = await running.send({ path: check, headers: BY_PROXY });
  expect(lost.headers.location).toBe("/login?next=%2Fsettings%3Fa%3Db&notice=cookies-not-kept");
  expect((await running.send({ path: lost.headers.location ?? "", headers: BY_PROXY })).text).toContain(`starts with ${ORIGIN}`);
  for (const next of ["https://evil.example/", "//evil.example", "/login/check?step=done"]) {
    const path = `/login/check?step=done&next=${encodeURIComponent(next)}`;
    expect((await running.send({ path, headers: { ...BY_PROXY, cookie } })).headers.location).toBe("/");
  }
});

test("W33: a connection stays open for longer than proxies keep it", async () => {
  const { headers } = await running.send({ path: "/api/health/live", headers: { connection: "keep-alive" } });
  expect(headers["keep-alive"]).toBe("timeout=3900");
});

test("security.txt has contact, expiry and its canonical URL", async () => {
  const { status, headers, text } = await running.send({ path: "/.well-known/security.txt", headers: BY_PROXY });
  expect(status).toBe(200);
  expect(headers["content-type"]).toBe("text/plain; charset=utf-8");
  const [expires = ""] = /(?<=^Expires: ).+$/m.exec(text) ?? [];
  expect(text.replace(expires, "DATE").split("\n")).toEqual([
    "Contact: mailto:security@example.com",
    "Contact: https://example.com/report",
    "Expires: DATE",
    `Canonical: ${ORIGIN}/.well-known/security.txt`,
    "Preferred-Languages: en",
    "",
  ]);
  expect(new Date(expires).getTime()).toBeGreaterThan(Date.now());
  expect(new Date(expires).getTime()).toBeLessThan(Date.now() + 365 * 24 * 60 * 60 * 1000);
});
