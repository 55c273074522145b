import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { callOf } from "@/e2e/support/build-inventory";
import { freePort } from "@/lib/testing/free-port";
import { type Answer, type Sent, send } from "@/lib/testing/raw-request";
import { TEST_CERTIFICATE, TEST_CERTIFICATE_KEY } from "@/lib/testing/test-certificate";
import { findNginx } from "@/scripts/test/find-nginx";
import { findOnPath } from "@/scripts/test/program";
import { startReadyApp } from "../support/app";
import { type AppOfFile, startAppOfFile } from "../support/app-of-file";
import { newDataDir } from "../support/data-dir";
import { waitFor } from "../support/wait-for";

/** The console behind the proxy: the proxy connects from 127.0.0.1, the client does not. */
const CLIENT = "127.0.0.5";
const POSTS = 30;

/** What each documented file says in the places that differ here: https, http, the console, the certificate. */
const PROXIES = [
  {
    name: "nginx",
    file: "docs/operations/nginx.conf",
    places: ["listen 443 ssl;", "listen 80;", "server 127.0.0.1:3000;"],
    found: true,
    command: (folder: string) => [findNginx(), "-p", folder, "-c", "nginx.conf"],
  },
  {
    name: "HAProxy",
    file: "docs/operations/haproxy.cfg",
    places: ["bind :443 ssl", "bind :80", "server latchkey1 127.0.0.1:3000 check"],
    found: findOnPath(["haproxy"], "-v") !== null,
    command: (folder: string) => ["haproxy", "-db", "-f", path.join(folder, "documented")],
  },
];

let running: AppOfFile;
let folder: string;
let ports: { https: number; http: number; app: number };

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "latchkey-proxies-"));
  await chmod(folder, 0o711);
  ports = { https: await freePort(), http: await freePort(), app: await freePort() };
  const env = { PORT: String(ports.app), APP_URL: `https://auth.example.com:${ports.https}`, TRUSTED_PROXIES: "127.0.0.1" };
  running = await startAppOfFile(env);
});
afterAll(async () => {
  await running.close();
  await rm(folder, { recursive: true, force: true });
});

/** The proxy with the documented file, except ports and certificate. */
async function start({ name, file, places, command }: (typeof PROXIES)[number]): Promise<ChildProcess> {
  const own = path.join(folder, name);
  await mkdir(own);
  const numbers = [ports.https, ports.http, ports.app];
  let text = await readFile(file, "utf8");
  for (const [index, place] of places.entries()) {
    if (!text.includes(place)) throw new Error(`${file} does not say ${place} any more`);
    const here = place.replace(/(127\.0\.0\.1)?:?\b(443|80|3000)\b/, ` 127.0.0.1:${numbers[index]}`);
    text = text.replace(place, here);
  }
  text = text.replaceAll("/etc/ssl/", `${own}/`);
  await writeFile(path.join(own, "example.com.pem"), `${TEST_CERTIFICATE}\n${TEST_CERTIFICATE_KEY}\n`);
  await writeFile(path.join(own, "example.com.key"), TEST_CERTIFICATE_KEY);
  await writeFile(path.join(own, "documented"), text);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${own}/${kind};`).join(" ");
  await writeFile(
    path.join(own, "nginx.conf"),
    `daemon off; master_process off; pid nginx.pid; error_log stderr warn; events {} http { access_log off; ${temporary} include documented; }`,
  );
  const [program = "", ...words] = command(own);
  const proxy = spawn(program, words, { stdio: ["ignore", "inherit", "inherit"] });
  await waitFor(`${name} to answer`, async () => {
    if (proxy.exitCode !== null) throw new Error(`${name} ended with ${proxy.exitCode}`);
    return (await ask({ path: "/api/health/live" }).catch(() => null))?.status === 200;
  });
  return proxy;
}

function ask({ headers, ...sent }: Sent): Promise<Answer> {
  const host = `auth.example.com:${ports.https}`;
  return send(`https://127.0.0.1:${ports.https}`, { ...sent, headers: { host, "x-forwarded-for": "1.2.3.4", ...headers } }, CLIENT);
}

async function signIn(): Promise<Answer> {
  const action = running.actions.find(({ name }) => name === "app/(auth)/login/actions.ts#login");
  if (!action) throw new Error("the build has no login action");
  const { username, password } = running.users.mallory;
  const sent = await callOf(action, { identifier: username, password }, "fetch");
  const origin = `https://auth.example.com:${ports.https}`;
  return ask({ ...sent, path: "/login", headers: { ...sent.headers, origin, "sec-fetch-site": "same-origin", cookie: running.kept } });
}

/** A connection as a proxy holds it: one request was answered on it. `closed`: whether the console has closed it since. */
async function holdConnection(port: number, host: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let isClosed = false;
  const ask = () =>
    new Promise<{ reused: boolean; keepAlive: unknown }>((resolve, reject) => {
      const headers = { host, "x-forwarded-for": CLIENT, "x-forwarded-proto": "https" };
      const sent = request({ agent, host: "127.0.0.1", port, path: "/login", headers }, (response) => {
        response.resume().once("end", () => resolve({ reused: sent.reusedSocket, keepAlive: response.headers["keep-alive"] }));
      });
      sent.once("socket", (socket) => socket.once("close", () => (isClosed = true)));
      sent.once("error", reject).end();
    });
  const first = await ask();
  return { keepAlive: first.keepAlive, closed: () => isClosed, ask, release: () => agent.destroy() };
}

test("W33: the console keeps idle connections for longer than proxies do, and closes one only after KEEP_ALIVE_SECONDS", async () => {
  const [host, port] = [`auth.example.com:${ports.https}`, await freePort()];
  const env = { PORT: String(port), APP_URL: `https://${host}`, TRUSTED_PROXIES: "127.0.0.1", KEEP_ALIVE_SECONDS: "1" };
  await startReadyApp({ dataDir: await newDataDir(), env });
  const [kept, control] = [await holdConnection(ports.app, host), await holdConnection(port, host)];
  onTestFinished(() => [kept, control].forEach(({ release }) => void release()));
  // Node's own is 5 s; Envoy has the longest default that we know, an hour.
  expect(kept.keepAlive).toBe("timeout=3900");
  expect(control.keepAlive).toBe("timeout=1");
  await waitFor("the console to close the connection", control.closed);
  expect(await control.ask()).toMatchObject({ reused: false });
  expect(await kept.ask()).toMatchObject({ reused: true });
});

for (const proxy of PROXIES) {
  describe.skipIf(!proxy.found)(`the documented file of ${proxy.name}`, () => {
    let started: ChildProcess;
    beforeAll(async () => {
      started = await start(proxy);
    });
    afterAll(async () => {
      const ended = new Promise((resolve) => started.once("close", resolve));
      started.kill("SIGTERM");
      await ended;
    });

    test("W22: pages are served over https, http redirects there, and another host is refused", async () => {
      expect(await ask({ path: "/login" })).toMatchObject({ status: 200, headers: { "strict-transport-security": "max-age=31536000" } });
      expect((await ask({ path: "/login", headers: { host: "evil.example" } })).status).toBe(421);
      const plain = await send(`http://127.0.0.1:${ports.http}`, { path: "/login?a=b", headers: { host: "auth.example.com" } });
      expect(plain).toMatchObject({ status: 308, headers: { location: "https://auth.example.com/login?a=b" } });
    });

    test("W21: a sign-in is recorded with the client's address, not with its forged header", async () => {
      expect((await signIn()).headers["x-action-redirect"]).toMatch(/^\/;/);
      const [latest] = await running.database.db.auditEvent.findMany({ where: { type: "signed-in" }, orderBy: { id: "desc" }, take: 1 });
      expect(latest).toMatchObject({ ip: CLIENT });
    });

    test("W33: consecutive forms over kept-alive connections are all answered by the console", async () => {
      const statuses: number[] = [];
      for (let n = 0; n < POSTS; n++) statuses.push((await signIn()).status);
      expect(new Set(statuses)).toEqual(new Set([200]));
      expect(running.app.output()).not.toMatch(/were ignored|came over http/);
    });
  });
}
