import { once } from "node:events";
import { createServer } from "node:http";
import { BlockList, connect, type Socket } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { listenOnFreePort } from "@/lib/testing/free-port";
import { limitConnections } from "./limit-connections";

async function listen({ trusted = "", atMost = 100 } = {}) {
  const trustedProxies = new BlockList();
  if (trusted) trustedProxies.addAddress(trusted);
  const sockets: Socket[] = [];
  const server = createServer((_request, response) => void response.end()).on("connection", (socket) => socket.on("error", () => {}));
  limitConnections(server, { atMost, perNetwork: 2, trustedProxies });
  const port = await listenOnFreePort(server);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const open = async (localAddress: string) => {
    const socket = connect({ port, host: "127.0.0.1", localAddress });
    socket.on("error", () => {});
    sockets.push(socket);
    await once(socket, "connect");
    return socket;
  };
  /** A connection kept open after a response. */
  const openIdle = async (localAddress: string) => {
    const socket = await open(localAddress);
    socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await once(socket, "data");
    return socket;
  };
  const count = () => new Promise((resolve) => server.getConnections((_error, open) => resolve(open)));
  return { open, openIdle, count };
}

test("W18: connections of one network beyond its share are closed, others are not, and a closed one frees its place", async () => {
  const { open, count } = await listen();
  const [first] = [await open("127.0.0.1"), await open("127.0.0.1")];
  await once(await open("127.0.0.1"), "close");
  await open("127.0.0.2");
  await vi.waitFor(async () => expect(await count()).toBe(3));
  first.destroy();
  await vi.waitFor(async () => expect(await count()).toBe(2));
  const again = await open("127.0.0.1");
  await vi.waitFor(async () => expect(await count()).toBe(3));
  expect(again.destroyed).toBe(false);
});

test("W18: a trusted proxy has no limit of connections", async () => {
  const { open, count } = await listen({ trusted: "127.0.0.1" });
  for (let n = 0; n < 5; n++) await open("127.0.0.1");
  await vi.waitFor(async () => expect(await count()).toBe(5));
});

test("W33: idle connections of a network make room for its next one, the one idle for longest first", async () => {
  const { open, openIdle } = await listen();
  const [first, second] = [await openIdle("127.0.0.1"), await openIdle("127.0.0.1")];
  first.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await once(first, "data");
  const third = await open("127.0.0.1");
  await once(second, "close");
  expect([first.destroyed, third.destroyed]).toEqual([false, false]);
  third.write("GET /");
  await openIdle("127.0.0.1");
  expect([first.destroyed, third.destroyed]).toEqual([true, false]);
});

test("W33: at the limit the network with the most idle connections makes room, a trusted proxy never", async () => {
  const { openIdle } = await listen({ trusted: "127.0.0.9", atMost: 6 });
  const proxy = [await openIdle("127.0.0.9"), await openIdle("127.0.0.9")];
  const other = await openIdle("127.0.0.2");
  const most = [await openIdle("127.0.0.1"), await openIdle("127.0.0.1")];
  await openIdle("127.0.0.3");
  await vi.waitFor(() => expect(most[0]?.destroyed).toBe(true));
  await openIdle("127.0.0.4");
  expect([...proxy, most[1]].map((socket) => socket?.destroyed)).toEqual([false, false, false]);
  expect(other.destroyed).toBe(true);
});
