import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Answer, type Sent, send } from "@/e2e/support/raw-request";
import { readConfig } from "@/lib/platform/config/config";
import { log } from "@/lib/platform/log";
import { createGate } from "./gate";

const APP_URL = "https://console.example";
const config = readConfig({
  DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none",
  AUTH_SECRET: "a".repeat(32),
  ENCRYPTION_KEYS: `k1:${Buffer.alloc(32).toString("base64")}`,
  APP_URL,
});

/** What is let through is answered with the headers that Next would see. */
const server = createServer(
  createGate({
    config,
    kindOfAction: () => "form",
    staticFiles: new Set(),
    handle: ({ headers }, response) => void response.end(JSON.stringify(headers)),
  }),
);
const warn = vi.spyOn(log, "warn").mockReturnValue();
const { latchkeyDeps } = globalThis as { latchkeyDeps?: unknown };

beforeAll(async () => {
  Object.assign(globalThis, { latchkeyDeps: { config, random: { bytes: (count: number) => Buffer.alloc(count) } } });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  Object.assign(globalThis, { latchkeyDeps });
  server.close();
});

const port = () => (server.address() as AddressInfo).port;
const ask = (sent: Sent): Promise<Answer> => send(`http://127.0.0.1:${port()}`, sent);

test("W22: the page about a wrong address links to the same page at the right one, and shows nothing of the host", async () => {
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

test("W22: programs and scripts get the reason and the address in words", async () => {
  for (const headers of [{ host: "10.0.0.7" }, { host: "10.0.0.7", accept: "text/html", rsc: "1" }]) {
    const { text } = await ask({ path: "/login", headers });
    expect(text).toContain(APP_URL);
    expect(text).not.toContain("<");
  }
  const action = await ask({ path: "/login", method: "POST", headers: { host: "10.0.0.7", "next-action": "a" } });
  expect(action).toMatchObject({ status: 421, headers: { "content-type": "text/plain" } });
});

test("W22: the log says what to set, once however many hosts are sent, and counts what was refused", async () => {
  Object.assign(globalThis, { latchkeyLoggedCauses: undefined, latchkeySecurityEvents: undefined });
  warn.mockClear();
  for (let n = 0; n < 30; n++) await ask({ path: "/login", headers: { host: `upstream-${n}.inside` } });
  const logged = warn.mock.calls.map(([fields]) => fields as Record<string, unknown>);
  expect(logged.filter(({ hint }) => hint)).toMatchObject([
    { host: "upstream-0.inside", hint: expect.stringContaining("proxy_set_header Host") },
  ]);
  expect(logged.filter(({ event }) => event === "refused")).toMatchObject([{ reason: "wrong-host", network: "127.0.0.1" }]);
});

test("W22: programs are answered under any host, with one that Next can read", async () => {
  for (const path of ["/api/health/live", "/api/health/ready", "/api/metrics", "/api/forward-auth"]) {
    expect((await ask({ path, headers: { host: "10.0.0.7:3000" } })).status, path).toBe(200);
    expect(await sendRaw(`GET ${path} HTTP/1.0\r\n\r\n`), path).toContain('"host":"console.example"');
    expect(await sendRaw(`GET ${path} HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n`), path).toContain('"host":"console.example"');
  }
  expect(await sendRaw("GET /login HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
});

test("W27: pages see the address that was asked for, whatever a client sends under that name", async () => {
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
