import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { connect } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { log } from "@/lib/platform/log";
import { listenOnFreePort } from "@/lib/testing/free-port";
import { createHttpServer, listen } from "./http-server";

const SETTINGS = { keepAliveSeconds: 75 };

test("W16: a slow request times out, and its headers are limited in number and size", () => {
  const { headersTimeout, requestTimeout, maxHeadersCount } = createHttpServer(() => {}, SETTINGS);
  expect({ headersTimeout, requestTimeout, maxHeadersCount }).toEqual({
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    maxHeadersCount: 100,
  });
});

test("W18: a pipelined request is not handled and occupies no slot", async () => {
  const taken: ServerResponse[] = [];
  const server = createHttpServer((_request, response) => void taken.push(response), SETTINGS);
  const port = await listenOnFreePort(server);
  onTestFinished(() => void server.close());
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write("GET /login HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(600));
  await once(socket, "close");
  expect(taken).toHaveLength(1);
  await vi.waitFor(() => expect(taken[0]?.closed).toBe(true));
});

test("W18: a client that does not read the response is disconnected after a timeout", () => {
  expect(createHttpServer(() => {}, SETTINGS).timeout).toBe(60_000);
});

/** What the listener is handed for each of these requests, sent one after another on connections of their own. */
async function receive(requests: string[]): Promise<{ url?: string; host?: string }[]> {
  const received: { url?: string; host?: string }[] = [];
  const server = createHttpServer(({ url, headers: { host } }, response) => {
    received.push({ url, host });
    response.end();
  }, SETTINGS);
  const port = await listenOnFreePort(server);
  onTestFinished(() => void server.close());
  for (const text of requests) {
    const socket = connect(port, "127.0.0.1");
    socket.end(`${text}\r\n\r\n`).resume();
    await once(socket, "close");
  }
  return received;
}

test("W22: a request line in absolute form is read as its host and path", async () => {
  const addresses = ["http://10.0.0.7:3000/api/health/live?a=b", "HTTPS://console.example", "http://console.example?x", "http:///a"];
  const requests = addresses.map((address) => `GET ${address} HTTP/1.1\r\nHost: elsewhere.example`);
  expect(await receive(requests)).toEqual([
    { url: "/api/health/live?a=b", host: "10.0.0.7:3000" },
    { url: "/", host: "console.example" },
    { url: "/?x", host: "console.example" },
    { url: "/a", host: "" },
  ]);
});

test("W22: a request without a host is passed to the request filter", async () => {
  expect(await receive(["GET /a HTTP/1.1", "GET /b HTTP/1.0", "GET /c HTTP/1.1\r\nHost:"])).toEqual([
    { url: "/a", host: undefined },
    { url: "/b", host: undefined },
    { url: "/c", host: "" },
  ]);
});

test("W33: a connection stays open for as long as KEEP_ALIVE_SECONDS says", () => {
  expect(createHttpServer(() => {}, { keepAliveSeconds: 3_900 }).keepAliveTimeout).toBe(3_900_000);
});

test("an address that is in use is refused; later errors of a listening server are logged, and it stays up", async () => {
  const server = createHttpServer(() => {}, SETTINGS);
  const other = createHttpServer(() => {}, SETTINGS);
  const port = await listenOnFreePort(other);
  onTestFinished(() => void other.close());
  await expect(listen(server, { host: "127.0.0.1", port })).rejects.toThrow(String(port));
  await listen(server, { host: "127.0.0.1", port: 0 });
  onTestFinished(() => void server.close());
  const error = vi.spyOn(log, "error").mockReturnValue();
  onTestFinished(() => error.mockRestore());
  for (const code of ["EMFILE", "ENFILE"]) server.emit("error", Object.assign(new Error(code), { code }));
  expect(error).toHaveBeenCalledTimes(2);
  expect(server.listening).toBe(true);
});
