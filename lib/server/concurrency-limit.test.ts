import { createServer, type RequestListener, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { provideDeps } from "@/lib/http/deps";
import { readConfig } from "@/lib/platform/config/config";
import { createDeps } from "@/lib/platform/deps";
import { listenOnFreePort } from "@/lib/testing/free-port";
import { limitConcurrency, SLOT_RELEASED, SLOW_READER_MS } from "./concurrency-limit";

/** Configuration for rendering the error page; there is no database. */
const config = readConfig({
  APP_URL: "http://localhost:3000",
  DATABASE_URL: "postgresql://nobody@127.0.0.1/none",
  AUTH_SECRET: "a secret for tests, long enough to be one",
  ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 7).toString("base64")}`,
});

const server = createServer();
const underWay: ServerResponse[] = [];
const handle: RequestListener = (_request, response) => void underWay.push(response);

afterEach(() => {
  server.removeAllListeners("request").closeAllConnections();
  server.close();
  underWay.length = 0;
});

/** Sends requests to a server with these limits. */
async function listen(limits: { atOnce: number; waitingAtMost: number }): Promise<string> {
  provideDeps(createDeps(config, { name: "latchkey-test", connections: 1 }));
  const turn = limitConcurrency({ name: "requests", ...limits });
  server.on("request", (request, response) =>
    turn({ request, response, share: [String(request.headers["x-client"] ?? "one")] }, () => handle(request, response)),
  );
  const port = await listenOnFreePort(server);
  return `http://127.0.0.1:${port}/`;
}

test("W18: a burst runs up to the limit at once, and the queue serves the rest", async () => {
  const url = await listen({ atOnce: 2, waitingAtMost: 10 });
  const answers = Array.from({ length: 6 }, async (_, n) => (await fetch(url, { headers: { "x-client": `${n}` } })).status);
  for (let answered = 0; answered < 6; answered++) {
    await vi.waitFor(() => expect(underWay.length).toBeGreaterThan(answered));
    expect(underWay.length - answered).toBeLessThanOrEqual(2);
    underWay[answered]?.end();
  }
  expect(await Promise.all(answers)).toEqual([200, 200, 200, 200, 200, 200]);
});

test("W18: requests of a burst beyond the queue are rejected at once", async () => {
  const url = await listen({ atOnce: 1, waitingAtMost: 2 });
  const refused: number[] = [];
  const ask = async () => {
    const { status } = await fetch(url);
    if (status === 503) refused.push(status);
    return status;
  };
  const answers = Array.from({ length: 5 }, ask);
  await vi.waitFor(() => expect(refused).toHaveLength(2));
  for (let answered = 0; answered < 3; answered++) {
    await vi.waitFor(() => expect(underWay.length).toBeGreaterThan(answered));
    underWay[answered]?.end();
  }
  expect((await Promise.all(answers)).sort()).toEqual([200, 200, 200, 503, 503]);
});

test("W18: a client that disconnects while queued is skipped, and one that is being answered frees its slot", async () => {
  const url = await listen({ atOnce: 1, waitingAtMost: 10 });
  let closed = 0;
  const watch = (socket: Socket) => socket.on("close", () => closed++);
  server.on("connection", watch);
  onTestFinished(() => void server.off("connection", watch));
  const hangUp = [new AbortController(), new AbortController()];
  const given = hangUp.map(({ signal }, n) => fetch(url, { signal, headers: { "x-n": `${n}` } }).catch(() => "gone"));
  await vi.waitFor(() => expect(underWay).toHaveLength(1));
  // The queued one first, and until the server knows it: else the slot would come free for a client that still seems to be there.
  const [answered, queued] = underWay[0]?.req.headers["x-n"] === "1" ? [1, 0] : [0, 1];
  hangUp[queued]?.abort();
  await vi.waitFor(() => expect(closed).toBe(1));
  hangUp[answered]?.abort();
  expect(await Promise.all(given)).toEqual(["gone", "gone"]);
  const answer = fetch(url);
  await vi.waitFor(() => expect(underWay).toHaveLength(2));
  underWay[1]?.end();
  expect((await answer).status).toBe(200);
});

test("W18: a response that its client does not read frees its slot", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  const url = await listen({ atOnce: 1, waitingAtMost: 10 });
  const { port } = new URL(url);
  const slow = connect(Number(port), "127.0.0.1").pause();
  onTestFinished(() => void slow.destroy());
  let received = 0;
  server.on("request", () => received++);
  slow.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await vi.waitFor(() => expect(underWay).toHaveLength(1));
  underWay[0]?.write(Buffer.alloc(64 * 1024 * 1024));
  const answer = fetch(url);
  await vi.waitFor(() => expect(received).toBe(2));
  vi.advanceTimersByTime(3 * SLOW_READER_MS);
  await vi.waitFor(() => expect(underWay).toHaveLength(2));
  underWay[1]?.end();
  expect((await answer).status).toBe(200);
});

test("W18: a request that waits for a mail server frees its slot", async () => {
  const url = await listen({ atOnce: 1, waitingAtMost: 10 });
  const answers = [fetch(url), fetch(url)];
  await vi.waitFor(() => expect(underWay).toHaveLength(1));
  underWay[0]?.emit(SLOT_RELEASED);
  await vi.waitFor(() => expect(underWay).toHaveLength(2));
  for (const response of underWay) response.end();
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200]);
});
