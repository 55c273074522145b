import type { RequestListener, ServerResponse } from "node:http";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { provideDeps } from "@/lib/http/deps";
import { readConfig } from "@/lib/platform/config/config";
import { createDeps } from "@/lib/platform/deps";
import { log } from "@/lib/platform/log";
import { setProcessState } from "@/lib/platform/process-state";
import { listenOnFreePort } from "@/lib/testing/free-port";
import { limitConcurrency } from "./concurrency-limit";
import { withErrorResponse } from "./error-responses";
import { createHttpServer } from "./http-server";
import { createRequestFilter } from "./request-filter";

const config = readConfig({
  APP_URL: "http://localhost:3000",
  DATABASE_URL: "postgresql://nobody@127.0.0.1/none",
  AUTH_SECRET: "a secret for tests, long enough to be one",
  ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 7).toString("base64")}`,
});
const PAGE = { accept: "text/html", host: "localhost:3000" };
const FORM = { ...PAGE, origin: "http://localhost:3000", "sec-fetch-site": "same-origin" };

let logged: unknown[];
beforeEach(() => {
  logged = [];
  vi.spyOn(log, "error").mockImplementation((...entry: unknown[]) => void logged.push(entry));
  provideDeps(createDeps(config, { name: "latchkey-test", connections: 1 }));
  onTestFinished(() => void vi.restoreAllMocks());
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createHttpServer(listener, { keepAliveSeconds: 5 });
  const port = await listenOnFreePort(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${port}/`;
}

function fail(): never {
  throw new Error("a planted bug");
}

test.each<[string, RequestListener]>([
  ["throws", fail],
  ["rejects later", async () => void (await new Promise((resolve) => setImmediate(resolve)).then(fail))],
  [
    "throws when its turn comes",
    (request, response) => limitConcurrency({ name: "t", atOnce: 1, waitingAtMost: 1 })({ request, response, share: [] }, fail),
  ],
])("W38: a request whose handler %s is answered with a page and logged", async (_, listener) => {
  const answer = await fetch(await serve(listener), { headers: PAGE });
  expect(answer.status).toBe(500);
  expect(await answer.text()).toContain("<h1>Something went wrong</h1>");
  expect(logged).toHaveLength(1);
});

test("W38: a queued request whose work throws is answered and does not block the queue", async () => {
  const turn = limitConcurrency({ name: "t", atOnce: 1, waitingAtMost: 10 });
  const arrived: ServerResponse[] = [];
  const url = await serve((request, response) => {
    const isFirst = arrived.push(response) === 1;
    turn({ request, response, share: ["a"] }, () => isFirst || fail());
  });
  const answers = Promise.all(Array.from({ length: 5 }, async () => (await fetch(url)).status));
  await vi.waitFor(() => expect(arrived).toHaveLength(5));
  arrived[0]?.end();
  expect((await answers).sort()).toEqual([200, 500, 500, 500, 500]);
});

test("W38: a database that cannot be reached is answered with 503", async () => {
  const listener = withErrorResponse(() => Promise.reject(Object.assign(new Error("too many"), { code: "53300" })));
  expect((await fetch(await serve(listener))).status).toBe(503);
});

test("W38: a line of text is the answer when the page cannot be rendered", async () => {
  setProcessState("deps", undefined);
  const answer = await fetch(await serve(fail), { headers: PAGE });
  expect(answer.status).toBe(500);
  expect(await answer.text()).toBe("Something went wrong\n");
});

test("W38: a response that has started is aborted", async () => {
  const url = await serve(async (_request, response) => {
    response.writeHead(200).write("<h1>");
    await new Promise((resolve) => setImmediate(resolve));
    fail();
  });
  await expect(fetch(url).then((answer) => answer.text())).rejects.toThrow();
});

test("W38: a fault within the request filter is answered", async () => {
  const handle: RequestListener = (_request, response) => void response.end("reached");
  const requestFilter = createRequestFilter({ config, kindOfAction: fail, staticFiles: new Set(), handle });
  const url = await serve(requestFilter);
  const post = await fetch(url, { method: "POST", headers: { ...FORM, "next-action": "0".repeat(42) }, body: "[]" });
  expect(post.status).toBe(500);
  const read = await fetch(url, { headers: PAGE });
  expect(await read.text()).toBe("reached");
  setProcessState("deps", undefined);
  expect((await fetch(url, { headers: PAGE })).status).toBe(500);
});
