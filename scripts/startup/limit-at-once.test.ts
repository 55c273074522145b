import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { limitAtOnce } from "./limit-at-once";

test("W18: what comes beyond the limit is refused, until one that is under way has been answered or has hung up", async () => {
  const held: ServerResponse[] = [];
  const listener = limitAtOnce(
    2,
    (_request, response) => held.push(response),
    (_request, response) => response.writeHead(503).end(),
  );
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const holding = async (count: number) => {
    while (held.length < count) await new Promise(setImmediate);
  };

  const first = fetch(url);
  await holding(1);
  const hangUp = new AbortController();
  const second = fetch(url, { signal: hangUp.signal }).catch(() => "hung up");
  await holding(2);
  expect((await fetch(url)).status).toBe(503);
  held[0]?.end();
  expect((await first).status).toBe(200);
  const third = fetch(url);
  await holding(3);
  expect((await fetch(url)).status).toBe(503);
  hangUp.abort();
  expect(await second).toBe("hung up");
  await new Promise<void>((resolve) => (held[1]?.closed ? resolve() : held[1]?.once("close", () => resolve())));
  const fourth = fetch(url);
  await holding(4);
  for (const response of held.slice(2)) response.end();
  expect([(await third).status, (await fourth).status]).toEqual([200, 200]);
});
