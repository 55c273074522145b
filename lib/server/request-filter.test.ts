import { createServer, type IncomingHttpHeaders } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { readConfig } from "@/lib/platform/config/config";
import { CLIENT_IP_HEADER, SENT_BY_SCRIPT_HEADER } from "@/lib/platform/http/client-address";
import { setProcessState } from "@/lib/platform/process-state";
import { listenOnFreePort } from "@/lib/testing/free-port";
import { send } from "@/lib/testing/raw-request";
import { createRequestFilter } from "./request-filter";

const SETTINGS = {
  DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none",
  AUTH_SECRET: "a".repeat(32),
  ENCRYPTION_KEYS: `k1:${Buffer.alloc(32).toString("base64")}`,
  APP_URL: "http://localhost:3000",
  TRUSTED_PROXIES: "127.0.0.2",
};
const config = readConfig(SETTINGS);
const HOST = { host: "localhost:3000" };
const ACTION = { "next-action": "60".padEnd(42, "a"), "content-type": "text/plain;charset=UTF-8", origin: "http://localhost:3000" };

/** The requests that Next would get. */
let passed: { url?: string; headers: IncomingHttpHeaders }[] = [];
const server = createServer(
  createRequestFilter({
    config,
    kindOfAction: () => "form",
    staticFiles: new Set(),
    handle({ url, headers }, response) {
      passed.push({ url, headers });
      response.end("a page");
    },
  }),
);
let origin: string;

beforeAll(async () => {
  const deps = { config, clock: { now: () => new Date() }, random: { bytes: (count: number) => Buffer.alloc(count) } };
  setProcessState("deps", { deps });
  origin = `http://127.0.0.1:${await listenOnFreePort(server)}`;
});
beforeEach(() => {
  passed = [];
});
afterAll(() => {
  setProcessState("deps", undefined);
  server.close();
});

test("W5: internal headers of Next and the console are dropped, also from a proxy", async () => {
  const internal = ["x-middleware-subrequest", "x-middleware-rewrite", "x-action-forwarded", "x-invoke-path", "x-matched-path"];
  const others = ["x-now-route-matches", "x-next-resume-state-length", "next-resume", "x-nextjs-data", "x-prerender-revalidate"];
  const own = ["x-latchkey-own-request", SENT_BY_SCRIPT_HEADER, CLIENT_IP_HEADER];
  const sent = Object.fromEntries([...internal, ...others, ...own].map((name) => [name, "forged"]));
  for (const peer of ["127.0.0.1", "127.0.0.2"]) {
    await send(origin, { path: "/", headers: { ...HOST, ...sent, rsc: "1", "next-url": "/" } }, peer);
    const [received] = passed.splice(0);
    expect(Object.values(received?.headers ?? {})).not.toContain("forged");
    expect(received?.headers).toMatchObject({ [CLIENT_IP_HEADER]: peer, rsc: "1", "next-url": "/" });
  }
});

test("a refusal is in the language of the browser", async () => {
  const headers = { ...HOST, "accept-language": "fr" };
  expect((await send(origin, { path: "/", method: "PUT", headers })).text).toBe("Seules les requêtes GET, HEAD et POST sont acceptées.\n");
});

test.each([
  ["a document", "GET", {}, undefined],
  ["data of a page", "GET", { rsc: "1" }, "page"],
  ["a form without JavaScript", "POST", { origin: ACTION.origin }, undefined],
  ["a form with JavaScript", "POST", { rsc: "1", ...ACTION }, "action"],
])("pages know who sends %s", async (_, method, headers, sender) => {
  await send(origin, { path: "/", method, headers: { ...HOST, ...headers }, body: method === "POST" ? "[]" : "" });
  expect(passed.map((each) => each.headers[SENT_BY_SCRIPT_HEADER])).toEqual([sender]);
  expect(passed[0]?.headers).toMatchObject(headers);
});

test("W10: Next's own request after an action is answered as one for a page, for the client of the action", async () => {
  await send(origin, { path: "/settings", method: "POST", headers: { ...HOST, ...ACTION }, body: "[]" }, "127.0.0.3");
  const { "next-action": _, "content-length": __, ...forwarded } = passed.splice(0)[0]?.headers ?? {};
  const { text } = await send(origin, { path: "/devices?_rsc=1", headers: { ...forwarded, rsc: "1" } });
  expect(text).toBe("a page");
  expect(passed[0]?.headers).toMatchObject({
    [CLIENT_IP_HEADER]: "127.0.0.3",
    [SENT_BY_SCRIPT_HEADER]: "page",
    "x-latchkey-requested-path": "/devices",
  });
});

test("after a step of a sign-in Next gets no page, so that the browser loads a new document", async () => {
  await send(origin, { path: "/login/verify?next=%2F", method: "POST", headers: { ...HOST, ...ACTION }, body: "[]" });
  const { "next-action": _, "content-length": __, ...forwarded } = passed.splice(0)[0]?.headers ?? {};
  expect(await send(origin, { path: "/", headers: { ...forwarded, rsc: "1" } })).toMatchObject({ status: 204, text: "" });
  expect(passed).toEqual([]);
});
