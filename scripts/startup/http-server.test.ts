import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { createHttpServer } from "./http-server";

test("W16: a request that trickles in is given up, and holds no more headers than anybody sends", () => {
  const { headersTimeout, requestTimeout, maxHeadersCount } = createHttpServer(() => {});
  expect({ headersTimeout, requestTimeout, maxHeadersCount }).toEqual({
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    maxHeadersCount: 100,
  });
});

test("W18: what is sent before the one ahead of it was answered is not taken, and holds nothing", async () => {
  const taken: ServerResponse[] = [];
  const server = createHttpServer((_request, response) => void taken.push(response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write("GET /login HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(600));
  await once(socket, "close");
  expect(taken).toHaveLength(1);
  await vi.waitFor(() => expect(taken[0]?.closed).toBe(true));
});

test("W18: whoever reads no answer is cut off in time", () => {
  expect(createHttpServer(() => {}).timeout).toBe(60_000);
});
