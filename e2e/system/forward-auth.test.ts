import path from "node:path";
import type { Browser, BrowserContext, Page } from "@playwright/test";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { freePort } from "@/lib/testing/free-port";
import { enterCode, enterPasswordHere } from "../browser/portable/steps";
import { startReadyApp } from "../support/app";
import { launchBrowser } from "../support/browser";
import { admin } from "../support/command-line";
import { newDataDirOfFile } from "../support/data-dir";
import { type EnrolledApp, enableTwoFactor } from "../support/enrolment";
import { type Application, startApplication, startNginx } from "../support/forward-auth-scene";

const USER = { username: "ada", password: "correct horse battery" };
const METRICS_TOKEN = "a-token-for-tests-of-32-characters-or-more";

let sessionName: string;
let tokenCookieName: string;
let dataDir: string;
let app: { url: string; port: string };
let consoleAddress: string;
let applicationAddress: string;
let application: Application;
let endNginx: () => Promise<void>;
let browser: Browser;
let enrolled: EnrolledApp;

beforeAll(async () => {
  dataDir = await newDataDirOfFile();
  const [listen, latchkey] = [await freePort(), await freePort()];
  [consoleAddress, applicationAddress] = [`https://auth.example.com:${listen}`, `https://app.example.com:${listen}`];
  [sessionName, tokenCookieName] = [`__Host-latchkey-session_${listen}`, `__Secure-latchkey-pass_${listen}`];
  application = await startApplication();
  const env = {
    PORT: String(latchkey),
    ADMIN_USERNAME: USER.username,
    ADMIN_PASSWORD: USER.password,
    APP_URL: consoleAddress,
    COOKIE_DOMAIN: "example.com",
    FORWARD_AUTH_ORIGINS: applicationAddress,
    TRUSTED_PROXIES: "127.0.0.1, ::1",
    METRICS_TOKEN,
  };
  const started = await startReadyApp({ dataDir, env });
  app = { url: started.url, port: env.PORT };
  endNginx = await startNginx(path.join(path.dirname(dataDir), "nginx"), { listen, latchkey, application: application.port });
  browser = await launchBrowser("--disable-quic", "--host-resolver-rules=MAP *.example.com 127.0.0.1");
  enrolled = await enrol();
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  application.received.clear();
});

afterAll(async () => {
  await browser?.close();
  await endNginx?.();
  application?.close();
});

async function enrol(): Promise<EnrolledApp> {
  const context = await newContext({ baseURL: consoleAddress });
  const page = await context.newPage();
  await page.goto("/login");
  await enterPasswordHere(page, USER);
  await page.waitForURL(`${consoleAddress}/`);
  const app = await enableTwoFactor(page);
  await context.close();
  return app;
}

const newContext = (options = {}): Promise<BrowserContext> => browser.newContext({ ignoreHTTPSErrors: true, ...options });

/** A backup code, which works at once; the next code of the app, up to 30 s away, when none is left. */
const nextCode = async () => enrolled.backupCodes.shift() ?? enrolled.authenticator.nextCode();

/** From the application's page `uri` through the sign-in. Returns the final page. */
async function signInFor(page: Page, uri: string): Promise<string> {
  await page.goto(`${applicationAddress}${uri}`);
  await page.waitForURL(`${consoleAddress}/login?**`);
  await enterPasswordHere(page, USER);
  await page.waitForURL("**/login/verify");
  await enterCode(page, await nextCode());
  await page.getByRole("heading", { name: "Application" }).waitFor();
  return page.url();
}

/** The operator's command line, beside the running console. */
async function operate(...words: string[]): Promise<void> {
  expect(await admin(dataDir, words, "", { PORT: app.port })).toMatchObject({ code: 0 });
}

/** The check itself, as a proxy asks it. */
function check(headers: Record<string, string>): Promise<Response> {
  return fetch(`${app.url}/api/forward-auth`, { headers, redirect: "manual" });
}

test.each([true, false])("F1: a signed-out user signs in and returns to the requested page (JavaScript: %s)", async (javaScriptEnabled) => {
  const uri = "/reports/2026?from=1&to=2&name=a%20b%26c";
  const page = await (await newContext({ javaScriptEnabled })).newPage();
  expect(await signInFor(page, uri)).toBe(`${applicationAddress}${uri}`);
  expect([...application.received.keys()].filter((url) => url !== "/favicon.ico")).toEqual([uri]);
  expect(application.received.get(uri)).toMatchObject({ "remote-user": "ada", "remote-groups": "admins,users" });
});

test("F2: a sign-in without its second step gives no access", async () => {
  const context = await newContext();
  const page = await context.newPage();
  await page.goto(`${consoleAddress}/login`);
  await enterPasswordHere(page, USER);
  await page.waitForURL("**/login/verify");
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  expect(cookie).toContain("attempt");
  expect((await check({ cookie })).status).toBe(401);
  const attempt = (await context.cookies()).find(({ name }) => name.includes("attempt"))?.value;
  expect((await check({ cookie: `${sessionName}=${attempt}; ${tokenCookieName}=${attempt}` })).status).toBe(401);
  await page.goto(applicationAddress);
  expect(page.url()).toContain(`${consoleAddress}/login`);
  expect(application.received.size).toBe(0);
});

/** Other headers from which applications read the signed-in user. */
const OTHER_NAMES = [
  "Remote-Name",
  "Remote-Group",
  "Remote-Role",
  "Remote-Display-Name",
  "X-Remote-User",
  "X-Forwarded-User",
  "X-Forwarded-Groups",
];

test("F3: a client's Remote-* headers never reach the application", async () => {
  const others = Object.fromEntries(OTHER_NAMES.map((name) => [name, "root"]));
  const context = await newContext({
    extraHTTPHeaders: {
      "Remote-User": "root",
      "Remote-Email": "root@example.com",
      "Remote-Groups": "roots",
      Remote_User: "root",
      ...others,
    },
  });
  const page = await context.newPage();
  await page.goto(`${applicationAddress}/spoofed`);
  expect(page.url()).toContain(`${consoleAddress}/login`);
  expect(application.received.size).toBe(0);
  await signInFor(page, "/spoofed");
  const received = application.received.get("/spoofed") ?? {};
  expect(received["remote-user"]).toBe("ada");
  expect(JSON.stringify(received)).not.toContain("root");
});

test("F4: a revoked session is refused at its next request", async () => {
  const page = await (await newContext()).newPage();
  await signInFor(page, "/before");
  await operate("revoke-sessions", USER.username);
  await page.goto(`${applicationAddress}/after`);
  expect(page.url()).toContain(`${consoleAddress}/login?next=`);
  expect(application.received.has("/after")).toBe(false);
});

test("F5: applications see neither session nor forward-auth token; a token signs in nowhere and is reissued when lost", async () => {
  const context = await newContext();
  const page = await context.newPage();
  await signInFor(page, "/");
  const cookies = await context.cookies(applicationAddress);
  expect(cookies.map(({ name }) => name)).toEqual([tokenCookieName]);
  expect(JSON.stringify(application.received.get("/"))).not.toContain("latchkey");
  const forwardAuthToken = cookies[0]?.value ?? "";
  expect((await check({ cookie: `${tokenCookieName}=${forwardAuthToken}` })).status).toBe(200);
  for (const token of [forwardAuthToken, forwardAuthToken.split(".")[0] ?? ""]) {
    expect((await check({ cookie: `${sessionName}=${token}` })).status).toBe(401);
    const { host } = new URL(consoleAddress);
    const home = await fetch(app.url, { headers: { cookie: `${sessionName}=${token}`, "x-forwarded-host": host }, redirect: "manual" });
    expect(home.headers.get("location")).toBe("/login?notice=session-ended");
  }
  await context.clearCookies({ name: tokenCookieName });
  await page.goto(`${applicationAddress}/again`);
  expect(page.url()).toBe(`${applicationAddress}/again`);
});

test("F6: a sign-in redirects to listed origins only, and only a trusted proxy sets the target", async () => {
  const loginUrlFor = async (address: string) => (await check({ accept: "text/html", "x-original-url": address })).headers.get("location");
  expect(await loginUrlFor(`${applicationAddress}/a?b=c&d`)).toBe(
    `${consoleAddress}/login?next=${encodeURIComponent(`${applicationAddress}/a?b=c&d`)}`,
  );
  for (const address of ["https://evil.example/", `${applicationAddress}.evil.example/`, "//evil.example", "javascript:alert(1)"]) {
    expect(await loginUrlFor(address)).toBe(`${consoleAddress}/login`);
  }
  const page = await (await newContext()).newPage();
  await page.goto(`${consoleAddress}/login?next=https://evil.example/`);
  await enterPasswordHere(page, USER);
  await page.waitForURL("**/login/verify");
  await enterCode(page, await nextCode());
  await page.waitForURL(`${consoleAddress}/`);
  await page.goto(`${consoleAddress}/login?next=https://evil.example/`);
  expect(page.url()).toBe(`${consoleAddress}/`);
  await page.goto(`${consoleAddress}/api/forward-auth/enter?to=https://evil.example/`);
  expect(page.url()).toBe(`${consoleAddress}/`);
});

test("F9: the proxy hides the check's URL in every spelling, but not the redirect to an application", async () => {
  const page = await (await newContext()).newPage();
  const closed = ["/api/forward-auth", "/api/forward-auth?a=b", "/api/%66orward-auth", "//api/forward-auth"];
  for (const path of closed) expect((await page.goto(`${consoleAddress}${path}`))?.status(), path).toBe(404);
  await page.goto(`${consoleAddress}/api/forward-auth/enter?to=${applicationAddress}/`);
  expect(page.url()).toBe(`${consoleAddress}/login?next=${encodeURIComponent(`${applicationAddress}/`)}`);
});

test("W17: the sign-in page's policy names only the application that it redirects to", async () => {
  const page = await (await newContext()).newPage();
  const policyOf = async (next: string) => (await page.goto(`${consoleAddress}/login${next}`))?.headers()["content-security-policy"];
  expect(await policyOf("")).toContain("form-action 'self';");
  expect(await policyOf(`?next=${encodeURIComponent(`${applicationAddress}/a`)}`)).toContain(`form-action 'self' ${applicationAddress};`);
});

test("F11: a planted forward-auth token gives no access to another user's pages, and the loop ends at a page that says so", async () => {
  const context = await newContext();
  const page = await context.newPage();
  await signInFor(page, "/");
  await operate("create-user", "--username", "eve", "--password", USER.password);
  const other = await newContext();
  const hers = await other.newPage();
  await hers.goto(`${consoleAddress}/login`);
  await enterPasswordHere(hers, { ...USER, username: "eve" });
  await hers.waitForURL(`${consoleAddress}/`);
  const theirs = (await other.cookies()).find(({ name }) => name === tokenCookieName);
  if (!theirs) throw new Error("there is no pass");
  const planted = { ...theirs, path: "/reports" };
  await context.addCookies([{ ...planted, value: "x" }]);
  await page.goto(`${applicationAddress}/reports/1`);
  expect(page.url(), "what names no session is passed over").toBe(`${applicationAddress}/reports/1`);
  await context.addCookies([planted]);
  await page.goto(`${applicationAddress}/reports/2`);
  await page.getByText("We couldn’t open the application").waitFor();
  expect(page.url()).toContain(`${consoleAddress}/login?`);
  expect(application.received.has("/reports/2")).toBe(false);
  expect(await page.getByRole("link", { name: `Continue as ${USER.username}` }).count()).toBe(1);
});

test("metrics require METRICS_TOKEN", async () => {
  const read = (authorization: string) => fetch(`${app.url}/api/metrics`, { headers: { authorization } });
  for (const authorization of [
    "",
    "Bearer",
    "bearer ",
    `Bearer ${METRICS_TOKEN}x`,
    `Bearer${METRICS_TOKEN}`,
    `xbearer ${METRICS_TOKEN}`,
    METRICS_TOKEN,
    `Basic ${METRICS_TOKEN}`,
  ]) {
    expect((await read(authorization)).status, authorization).toBe(401);
  }
  for (const scheme of ["bearer", "BEARER"]) expect((await read(`${scheme} ${METRICS_TOKEN}`)).status, scheme).toBe(200);
  const text = await (await read(`Bearer ${METRICS_TOKEN}`)).text();
  expect(text).toMatch(/^latchkey_sign_ins_total\{outcome="completed"\} [1-9]\d*$/m);
  expect(text).toMatch(/^latchkey_users\{two_factor="enabled"\} 1$/m);
  for (const line of text.split("\n").filter(Boolean)) expect(line).toMatch(/^(# (HELP|TYPE) .+|[a-z_]+(\{[a-z_]+="[a-z_-]+"\})? \d+)$/);
});
