import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Config, readConfig } from "@/lib/platform/config/config";
import { log } from "@/lib/platform/log";
import { setProcessState } from "@/lib/platform/process-state";
import { listenOnFreePort } from "@/lib/testing/free-port";
import { type Answer, cookiesOf, type Sent, send } from "@/lib/testing/raw-request";
import { createRequestFilter } from "./request-filter";

const APP_URL = "https://console.example";
const SETTINGS = {
  DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none",
  AUTH_SECRET: "a".repeat(32),
  ENCRYPTION_KEYS: `k1:${Buffer.alloc(32).toString("base64")}`,
  APP_URL,
};
const config = readConfig(SETTINGS);
/** The same behind a proxy: requests from `PROXY` come from the proxy, others from a client that bypasses it. */
const PROXY = "127.0.0.2";
const behindProxy = readConfig({ ...SETTINGS, TRUSTED_PROXIES: PROXY });

/** An accepted request is answered with the headers that Next would see. */
const serverWith = (settings: Config) =>
  createServer(
    createRequestFilter({
      config: settings,
      kindOfAction: () => "form",
      staticFiles: new Set(),
      handle: ({ headers }, response) => void response.end(JSON.stringify(headers)),
    }),
  );
const server = serverWith(config);
const proxied = serverWith(behindProxy);
const warn = vi.spyOn(log, "warn").mockReturnValue();

beforeAll(async () => {
  setProcessState("deps", { deps: { config, random: { bytes: (count: number) => Buffer.alloc(count) } } });
  for (const each of [server, proxied]) await listenOnFreePort(each);
});
afterAll(() => {
  setProcessState("deps", undefined);
  for (const each of [server, proxied]) each.close();
});

const port = (of = server) => (of.address() as AddressInfo).port;
const ask = (sent: Sent): Promise<Answer> => send(`http://127.0.0.1:${port()}`, sent);
/** Sent to the console behind a proxy, by the proxy or past it. */
const askProxied = (sent: Sent, localAddress?: string): Promise<Answer> => send(`http://127.0.0.1:${port(proxied)}`, sent, localAddress);

test("W22: the page about a wrong address links to the same page at the right one, and does not show the sent host", async () => {
  const { status, text, headers } = await ask({
    path: `/admin/audit?person=ada&x=<"'>`,
    headers: { host: "evil.example", accept: "text/html" },
  });
  expect(status).toBe(421);
  expect(text).toContain(`href="${APP_URL}/admin/audit?person=ada&amp;x=&lt;&quot;&#39;&gt;"`);
  expect(text).not.toContain("evil.example");
  expect(headers["content-type"]).toBe("text/html; charset=utf-8");
  expect(headers["strict-transport-security"]).toBeUndefined();
});

test("W22: programs and scripts get the reason and the address as text", async () => {
  for (const headers of [{ host: "10.0.0.7" }, { host: "10.0.0.7", accept: "text/html", rsc: "1" }]) {
    const { text } = await ask({ path: "/login", headers });
    expect(text).toContain(APP_URL);
    expect(text).not.toContain("<");
  }
  const action = await ask({ path: "/login", method: "POST", headers: { host: "10.0.0.7", "next-action": "a" } });
  expect(action).toMatchObject({ status: 421, headers: { "content-type": "text/plain" } });
});

test("W22: the log says what to set, once for any number of hosts, and counts rejected requests", async () => {
  for (const key of ["logged-causes", "security-events"]) setProcessState(key, undefined);
  warn.mockClear();
  for (let n = 0; n < 30; n++) await ask({ path: "/login", headers: { host: `upstream-${n}.inside` } });
  const logged = warn.mock.calls.map(([fields]) => fields as Record<string, unknown>);
  expect(logged.filter(({ hint }) => hint)).toMatchObject([
    { host: "upstream-0.inside", hint: expect.stringContaining("proxy_set_header Host") },
  ]);
  expect(logged.filter(({ event }) => event === "refused")).toMatchObject([{ reason: "wrong-host", network: "127.0.0.1" }]);
});

test("W22: the page is in the language of the cookie, else of the browser", async () => {
  const headers = { host: "10.0.0.7", accept: "text/html", "accept-language": "de-AT,de;q=0.9" };
  const german = await ask({ path: "/login", headers });
  expect(german.text).toMatch(/<html lang="de" dir="ltr"[\s\S]*<h1>Falsche Adresse<\/h1>/);
  const arabic = await ask({ path: "/login", headers: { ...headers, cookie: "__Host-latchkey-language=ar" } });
  expect(arabic.text).toContain('<html lang="ar" dir="rtl"');
});

test("W22: programs are answered under any host, with one that Next can read", async () => {
  for (const path of ["/api/health/live", "/api/health/ready", "/api/metrics", "/api/forward-auth"]) {
    expect((await ask({ path, headers: { host: "10.0.0.7:3000" } })).status, path).toBe(200);
    expect(await sendRaw(`GET ${path} HTTP/1.0\r\n\r\n`), path).toContain('"host":"console.example"');
    expect(await sendRaw(`GET ${path} HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n`), path).toContain('"host":"console.example"');
  }
  expect(await sendRaw("GET /login HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
});

describe("W22: an https console that is opened over http", () => {
  const host = "console.example";
  const opened = { path: "/settings?a=b%2Fc", headers: { host, accept: "text/html" } };
  const byProxy = { ...opened, headers: { ...opened.headers, "x-forwarded-proto": "http", "x-forwarded-host": host } };

  test.each([
    ["by the word of a proxy", byProxy, PROXY],
    ["past the proxy", opened, undefined],
    ["past the proxy, by IP address", { ...opened, headers: { host: "10.0.0.7:3000" } }, undefined],
  ])("%s: leads to APP_URL, for this time, and to nowhere else", async (_, sent, from) => {
    for (const method of ["GET", "HEAD"]) {
      const { status, headers, text } = await askProxied({ ...sent, method }, from);
      expect({ status, location: headers.location, text }).toEqual({ status: 307, location: `${APP_URL}/settings?a=b%2Fc`, text: "" });
      expect(headers["cache-control"]).toContain("no-store");
      expect(headers["strict-transport-security"]).toBeUndefined();
    }
  });

  test.each(["//evil.example/", "/@evil.example", "/\\evil.example", "/login?next=//evil.example"])(
    "%s leads to APP_URL too",
    async (path) => {
      const { headers } = await askProxied({ ...byProxy, path }, PROXY);
      expect(new URL(headers.location ?? "").origin).toBe(APP_URL);
    },
  );

  test("a browser that returns over http gets the page that names the cause, and no endless redirect", async () => {
    const first = await askProxied(byProxy, PROXY);
    const again = await askProxied({ ...byProxy, headers: { ...byProxy.headers, cookie: cookiesOf(first) } }, PROXY);
    expect(again).toMatchObject({ status: 403, text: expect.stringContaining("X-Forwarded-Proto: https") });
  });

  test("behind a proxy missing in TRUSTED_PROXIES, which may terminate TLS, the page says so and does not redirect", async () => {
    const { status, text } = await askProxied({ ...opened, headers: { ...opened.headers, "x-forwarded-proto": "https" } });
    expect(status).toBe(403);
    expect(text).toContain("TRUSTED_PROXIES");
    expect(text).not.toMatch(/127\.0\.0\.\d/);
  });

  test("a proxy that terminates TLS without a header is answered", async () => {
    expect((await askProxied(opened, PROXY)).status).toBe(200);
    expect((await ask(opened)).status).toBe(200);
  });

  test("forms are rejected with a message, because a redirect would lose their fields", async () => {
    const sent = { ...byProxy, method: "POST", headers: { ...byProxy.headers, "next-action": "a" } };
    expect(await askProxied(sent, PROXY)).toMatchObject({ status: 403, headers: { "content-type": "text/plain" } });
  });
});

test("W27: pages see the requested address, and a client's header of that name is dropped", async () => {
  const headers = { host: "console.example", "x-latchkey-requested-path": "/evil" };
  const { text } = await ask({ path: "/admin/audit?person=a%2Fb+c&_rsc=1", headers });
  expect(JSON.parse(text)).toMatchObject({ "x-latchkey-requested-path": "/admin/audit?person=a%2Fb+c" });
});

function sendRaw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(port(), "127.0.0.1", () => socket.write(text));
    socket.on("data", (chunk) => (answer += chunk)).on("end", () => resolve(answer));
    socket.on("error", reject);
  });
}
