import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { readRoutes } from "@/e2e/support/build-inventory";
import { addUser } from "@/e2e/support/database";
import { type Answer, cookiesOf } from "@/lib/testing/raw-request";
import { type AppOfFile, startAppOfFile } from "../support/app-of-file";
import { FRAMEWORK_ADDRESSES, ROUTES } from "./inventory";

/** The routes of the build, with their guards. A route that the table lacks must be visible to no visitor. */
const GUARDED = (await readRoutes(inject("checkout")))
  .map((route) => [route, ROUTES[route] ?? "missing in the table"] as const)
  .filter(([, guard]) => guard !== "framework" && guard !== "proxy");

let running: AppOfFile;

beforeAll(async () => {
  running = await startAppOfFile();
});
afterAll(() => running.close());

/** The ways to request a page from Next, including those that it must ignore. */
const WAYS: { way: string; headers?: Record<string, string>; address?: (path: string) => string }[] = [
  { way: "as a page" },
  { way: "as data", headers: { rsc: "1" }, address: (path) => `${path}?_rsc=abc` },
  { way: "as a file of data", address: (path) => `${path === "/" ? "/index" : path}.rsc` },
  { way: "as a prefetch", headers: { rsc: "1", "next-router-prefetch": "1" }, address: (path) => `${path}?_rsc=abc` },
  { way: "as a segment", headers: { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" } },
  { way: "as a segment's file", address: (path) => `${path}.segments/_tree.segment.rsc` },
  { way: "from another page", headers: { rsc: "1", "next-url": "/" } },
  { way: "past the proxy", headers: { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy", "x-middleware-next": "1" } },
  { way: "as rewritten", headers: { "x-matched-path": "/login", "x-invoke-path": "/login", "x-nextjs-data": "1" } },
  { way: "with an encoded slash", address: (path) => path.replace(/\/(?=.)/g, "/%2e/") },
  { way: "with two slashes", address: (path) => `/${path}` },
];

/** Texts that no public page contains. */
const SECRET = /alice\.secret|person-[0-9a-f]{8}|Sign out|Backup codes/;

function expectHeaders({ headers }: Answer): void {
  expect(headers["content-security-policy"]).toMatch(
    /^default-src 'none'; script-src 'self' 'nonce-[\w-]{43}' 'strict-dynamic'; style-src 'self';/,
  );
  expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
  expect(headers).toMatchObject({
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": expect.stringContaining("no-store"),
  });
  expect(JSON.stringify(headers)).not.toContain("x-latchkey");
}

const VISITORS: { who: string; cookie: () => Promise<string>; sees: string[] }[] = [
  { who: "a stranger", cookie: async () => "", sees: ["anyone"] },
  { who: "a visitor with a half-finished sign-in", cookie: () => running.signIn(running.users.alice), sees: ["anyone", "attempt"] },
  { who: "an ordinary user", cookie: () => running.signIn(running.users.mallory), sees: ["anyone", "session"] },
];

describe.each(VISITORS)("visited by $who", ({ cookie: findCookie, sees }) => {
  let headers: Record<string, string>;
  beforeAll(async () => {
    const cookie = await findCookie();
    headers = cookie ? { cookie } : {};
  });

  test.each(GUARDED)("W1, W7: %s never shows other users' data, however requested, and has its headers", async (route, guard) => {
    const ways = sees.includes(guard) ? WAYS.slice(0, 1) : WAYS;
    for (const { way, headers: more = {}, address = (path: string) => path } of ways) {
      const answer = await running.send({ path: address(running.filled(route)), headers: { ...headers, ...more } });
      expect(answer.status, way).toBeLessThan(500);
      if (answer.status !== 308) expectHeaders(answer);
      if (sees.includes(guard)) continue;
      const own = sees.includes("session") ? [running.users.mallory.username, "Sign out"] : [];
      expect(
        own.reduce((rest, theirs) => rest.replaceAll(theirs, ""), answer.text),
        way,
      ).not.toMatch(SECRET);
      if (way !== "as a page") continue;
      if (sees.includes("session")) expect([404, 307]).toContain(answer.status);
      // A page in a modal is already streaming when its guard runs: the redirect is in the text.
      else if (route.startsWith("/(.)")) expect(answer.text).toContain("NEXT_REDIRECT;replace;/login?next=");
      else expect(answer.headers.location).toMatch(/^\/login(\?next=|$)/);
    }
  });
});

test("A9: an ordinary user who requests every administration page in every way causes one audit entry", async () => {
  const pages = GUARDED.filter(([, guard]) => guard === "administrator");
  const [ordinary, half] = [await addUser(running.database), running.users.alice];
  for (const user of [ordinary, half]) {
    const cookie = await running.signIn(user);
    for (const [route] of pages) {
      for (const { headers = {}, address = (path: string) => path } of WAYS) {
        await running.send({ path: address(running.filled(route)), headers: { cookie, ...headers } });
      }
    }
  }
  const refusals = ({ id }: { id: string }) =>
    running.database.db.auditEvent.count({ where: { type: "access-refused", subjectUserId: id } });
  expect([await refusals(ordinary), await refusals(half)]).toEqual([1, 0]);
});

test("I14: a sign-in in a signed-in browser ends its previous session", async () => {
  const { username, password } = running.users.mallory;
  const cookie = await running.signIn(running.users.mallory);
  const home = () => running.send({ path: "/", headers: { cookie } });
  expect((await home()).status).toBe(200);
  const fields = { identifier: username, password };
  const again = await running.call("app/(auth)/login/actions.ts#login", { fields, headers: { cookie } });
  expect(cookiesOf(again)).toMatch(/latchkey-session_\d+=/);
  expect((await home()).headers.location).toBe("/login?notice=session-ended");
});

test.each(VISITORS.slice(0, 2))("W7: forward-auth refuses $who", async ({ cookie: findCookie }) => {
  const cookie = await findCookie();
  for (const { way, headers = {}, address = (path: string) => path } of WAYS) {
    const answer = await running.send({ path: address("/api/forward-auth"), headers: { ...headers, ...(cookie && { cookie }) } });
    expect([302, 307, 308, 401, 404], way).toContain(answer.status);
    expect(answer.headers["remote-user"], way).toBeUndefined();
  }
});

test.each(["callback/credentials", "session", "csrf", "providers", "signin", "signout", "error"])(
  "W8: next-auth's /api/auth/%s is not served",
  async (name) => {
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const path = `/api/auth/${name}`;
    const body = `ticket=x&csrfToken=x&username=${running.users.root.username}&password=x&json=true`;
    const answers = [
      await running.send({ path }),
      await running.send({ path, method: "POST", headers: form, body }),
      await running.send({
        path,
        method: "POST",
        headers: { "content-type": "application/json" },
        body: '{"data":{"user":{"admin":true}}}',
      }),
    ];
    for (const { status, headers } of answers) {
      expect(status).toBe(404);
      expect(headers["set-cookie"]).toBeUndefined();
    }
  },
);

test("W9, V16.3.3: a request that no form sends is refused in one line and counted in the log", async () => {
  const begin = running.app.output().length;
  const login = "app/(auth)/login/actions.ts#login";
  const { text: _, ...stale } = await running.send({
    path: "/login",
    method: "POST",
    headers: { "next-action": "60".padEnd(42, "a") },
    body: "[]",
  });
  expect(stale.status).toBe(400);
  const plain = { "content-type": "text/plain;charset=UTF-8" };
  const requests = [
    [409, { headers: { ...plain, "next-action": "60".padEnd(42, "a") }, body: "[]" }],
    [400, { headers: { ...plain, "next-action": "60".padEnd(42, "a") }, body: '["$@1"]' }],
    [400, { headers: { "content-type": "multipart/form-data; boundary=x" }, body: "--x\r\n" }],
    [413, { headers: plain, body: "x".repeat(64 * 1024 + 1) }],
    [403, { headers: { ...plain, origin: "https://evil.example" } }],
    [405, { method: "DELETE" }],
    [400, { method: "GET", headers: { host: "a/b" } }],
  ] as const;
  for (const [status, sent] of requests) {
    const answer = await running.send({ path: "/login", method: "POST", ...sent });
    expect(answer.status).toBe(status);
    expect(answer.text.split("\n")).toHaveLength(2);
  }
  for (const encoding of ["fetch", "page"] as const) {
    const evil = await running.call(login, { encoding, headers: { origin: "null", "sec-fetch-site": "cross-site" } });
    expect(evil.status).toBe(403);
  }
  const refused = entries(begin).filter(({ repeats }) => repeats === undefined);
  const reasons = ["malformed-request", "unknown-action", "body-too-long", "foreign-origin", "unknown-method"];
  expect(refused.map(({ reason }) => reason).sort()).toEqual(reasons.sort());
  expect(refused.find(({ reason }) => reason === "foreign-origin")).toMatchObject({
    level: 40,
    status: 403,
    method: "POST",
    path: "/login",
  });
});

type Entry = Record<string, unknown>;

/** Returns what the console has logged since; throws if a line is not an entry. */
function entries(begin: number): Entry[] {
  const written = running.app.output().slice(begin);
  return written
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Entry);
}

test("W19: of Next's own URLs only the files of the build are served, and no URL forges a log line", async () => {
  const page = await running.send({ path: "/login" });
  const [file = "none"] = /\/_next\/static\/[^"?\\]+\.js/.exec(page.text) ?? [];
  expect((await running.send({ path: file })).headers["cross-origin-resource-policy"]).toBe("same-origin");
  expect((await running.send({ path: file })).status).toBe(200);
  const begin = running.app.output().length;
  const forged = `/_next/image?url=${encodeURIComponent('/x\n{"level":30,"msg":"forged"}\u001b[31m')}&w=640&q=75`;
  const optimizer = Array.from({ length: 20 }, (_, n) => `/_next/image?url=%2Fx${n}%2F..%2Ffavicon.ico&w=640&q=75`);
  const spelled = ["/%5fnext/image", "//_next/image", "/_next/./image", "/_NEXT/image", "/\\_next/image", `${file}.map`, `${file}/`];
  for (const address of [forged, ...optimizer, ...spelled, ...FRAMEWORK_ADDRESSES]) {
    const answer = await running.send({ path: address });
    expect(answer.status, address).toBe(404);
    expect(answer.text, address).toBe("Page not found.\n");
  }
  const folder = path.join(inject("checkout"), ".next", "cache", "images");
  expect(existsSync(folder)).toBe(false);
  const first = entries(begin).filter(({ repeats }) => repeats === undefined);
  expect(first.map(({ event, reason }) => [event, reason])).toEqual([["refused", "framework-address"]]);
  expect(JSON.stringify(entries(begin))).not.toContain("forged");
});

test("W22: without APP_URL no network name is served, and the answer says what to set", async () => {
  for (const host of ["192.168.1.5:3000", "nas.lan:3000", "console.example"]) {
    const { status, text } = await running.send({ path: "/login", headers: { host } });
    expect(status).toBe(421);
    expect(text).toMatch(/APP_URL=https:.*ALLOW_INSECURE_HTTP=1/);
  }
});

test("without SECURITY_CONTACT there is no security.txt; change-password still redirects", async () => {
  expect((await running.send({ path: "/.well-known/security.txt" })).status).toBe(404);
  expect((await running.send({ path: "/.well-known/change-password" })).headers.location).toBe("/settings/security/password");
});

test("W27: every redirect to the sign-in contains the whole address, for data and actions too", async () => {
  const query = "a=1+2%2F3&b=%C3%A4&a=2";
  // In data that is already streaming, the redirect is in the text.
  const nextOf = ({ headers, text }: Answer) => {
    const address = headers.location ?? /NEXT_REDIRECT;\w+;([^;]+);/.exec(text)?.[1] ?? "";
    return new URL(address, "http://console.invalid").searchParams.get("next");
  };
  expect(nextOf(await running.send({ path: `/settings/devices?${query}` }))).toBe(`/settings/devices?${query}`);
  // Next first redirects to its own parameter.
  const { headers: first } = await running.send({ path: `/settings/devices?${query}&_rsc=1abc`, headers: { rsc: "1" } });
  expect(first.location).toMatch(/&_rsc(=|$)/);
  const data = await running.send({ path: String(first.location), headers: { rsc: "1" } });
  expect(nextOf(data)).toBe(`/settings/devices?${query}`);
  for (const encoding of ["fetch", "page"] as const) {
    const page = `/settings/devices?${query}`;
    const answer = await running.call("app/(console)/settings/(tabs)/devices/actions.ts#signOutDevices", { encoding, page });
    const led = String(answer.headers["x-action-redirect"] ?? answer.headers.location).split(";")[0] ?? "";
    expect(new URL(led, "http://console.invalid").searchParams.get("next")).toBe(page);
  }
  const elsewhere = await running.send({ path: "//evil.example/settings?x=1" });
  expect(String(elsewhere.headers.location)).not.toMatch(/^(https?:)?\/\/evil/);
  const download = await running.send({ path: "/admin/audit/export?format=csv&person=ada" });
  expect(nextOf(download)).toBe("/admin/audit?format=csv&person=ada");
});
