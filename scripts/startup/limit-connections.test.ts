import { once } from "node:events";
import { type AddressInfo, BlockList, connect, createServer, type Socket } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { limitConnections } from "./limit-connections";

async function listen({ trusted = "" } = {}) {
  const trustedProxies = new BlockList();
  if (trusted) trustedProxies.addAddress(trusted);
  const sockets: Socket[] = [];
  const server = createServer((socket) => void socket.on("error", () => {}));
  limitConnections(server, { atMost: 100, perNetwork: 2, trustedProxies });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const open = async (localAddress: string) => {
    const socket = connect({ port: (server.address() as AddressInfo).port, host: "127.0.0.1", localAddress });
    socket.on("error", () => {});
    sockets.push(socket);
    await once(socket, "connect");
    return socket;
  };
  const count = () => new Promise((resolve) => server.getConnections((_error, open) => resolve(open)));
  return { open, count };
}

test("W18: connections of one network beyond its share are closed, others are not, and a closed one makes room", async () => {
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

test("W18: a proxy of ours has as many as it needs", async () => {
  const { open, count } = await listen({ trusted: "127.0.0.1" });
  for (let n = 0; n < 5; n++) await open("127.0.0.1");
  await vi.waitFor(async () => expect(await count()).toBe(5));
});
