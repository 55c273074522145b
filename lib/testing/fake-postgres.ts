import { type AddressInfo, createServer, type Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { onTestFinished } from "vitest";
import { TEST_CERTIFICATE, TEST_CERTIFICATE_KEY } from "./test-certificate";

/** A message about the login (PostgreSQL manual, 55.7): type, length, and the kind of authentication with its data. */
export function authentication(kind: number, data = ""): Buffer {
  const head = Buffer.alloc(9);
  head.write("R");
  head.writeInt32BE(8 + Buffer.byteLength(data), 1);
  head.writeInt32BE(kind, 5);
  return Buffer.concat([head, Buffer.from(data)]);
}

export const READY = Buffer.from("Z\0\0\0\x05I");
/** Lets everyone in. */
export const OK = Buffer.concat([authentication(0), READY]);

type FakePostgres = { port: number; heard: () => string };

/**
 * A server on a port of 127.0.0.1, stopped after the test, that answers each received packet with the next of `messages`, and then
 * is silent. `tls`: over TLS, with its own certificate. `heard`: all data from clients.
 */
export async function startFakePostgres(messages: Buffer[], { tls = false } = {}): Promise<FakePostgres> {
  const heard: Buffer[] = [];
  const sockets = new Set<Socket>();
  const speak = (socket: Socket) => {
    const left = [...messages];
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      heard.push(chunk);
      const next = left.shift();
      if (next) socket.write(next);
    });
  };
  const speakTls = (socket: Socket) => {
    socket.on("error", () => {});
    socket.once("data", () => {
      socket.write("S", () => speak(new TLSSocket(socket, { isServer: true, cert: TEST_CERTIFICATE, key: TEST_CERTIFICATE_KEY })));
    });
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    (tls ? speakTls : speak)(socket);
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { port: (server.address() as AddressInfo).port, heard: () => Buffer.concat(heard).toString("latin1") };
}
