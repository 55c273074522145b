import { type AddressInfo, createServer, type Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import { TEST_CERTIFICATE, TEST_CERTIFICATE_KEY } from "@/lib/testing/test-certificate";
import { DatabaseClient, databaseConnection } from "./database-client";

const PASSWORD = "hunter2-for-tests";

/** A message of PostgreSQL's protocol (manual, 55.7): type, length, and the kind of authentication with its data. */
function authentication(kind: number, data: string | Buffer = ""): Buffer {
  const body = Buffer.from(data);
  const head = Buffer.alloc(9);
  head.write("R");
  head.writeInt32BE(8 + body.length, 1);
  head.writeInt32BE(kind, 5);
  return Buffer.concat([head, body]);
}

const READY = Buffer.from("Z\0\0\0\x05I");
const OK = Buffer.concat([authentication(0), READY]);
const CLEAR_TEXT = authentication(3);
const MD5 = authentication(5, "salt");
const offer = (...mechanisms: string[]) => authentication(10, `${mechanisms.join("\0")}\0\0`);
const PLUS = offer("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256");
const FINAL = authentication(12, "v=AAAA");

/** A man in the middle with a certificate of his own, who sends `messages` as soon as each is due. Returns his port and what he hears. */
async function startImpostor(messages: Buffer[]): Promise<{ port: number; heard: () => string }> {
  const heard: Buffer[] = [];
  const speakTls = (socket: Socket) => {
    socket.on("error", () => {});
    socket.once("data", () => {
      socket.write("S", () => {
        const secure = new TLSSocket(socket, { isServer: true, cert: TEST_CERTIFICATE, key: TEST_CERTIFICATE_KEY });
        secure.on("error", () => {});
        const left = [...messages];
        secure.on("data", (chunk) => {
          heard.push(chunk);
          const next = left.shift();
          if (next) secure.write(next);
        });
      });
    });
  };
  const server = createServer(speakTls).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, heard: () => Buffer.concat(heard).toString("latin1") };
}

function connectTo(port: number): Promise<unknown> {
  const url = `postgresql://ada:${PASSWORD}@127.0.0.1:${port}/console?sslmode=require&channel_binding=require`;
  const client = new DatabaseClient({ connectionTimeoutMillis: 3_000, ...databaseConnection(url) });
  client.on("error", () => {});
  onTestFinished(() => client.end());
  return client.connect();
}

test.each([
  ["asks for the password in clear text", [CLEAR_TEXT, OK]],
  ["asks for the password as MD5", [MD5, OK]],
  ["lets everyone in", [OK]],
  ["is ready without a login", [READY]],
  ["offers SCRAM without channel binding", [offer("SCRAM-SHA-256"), OK]],
  ["offers channel binding and asks for clear text", [PLUS, CLEAR_TEXT, OK]],
  ["offers both at once", [Buffer.concat([PLUS, CLEAR_TEXT]), OK]],
  ["offers channel binding and asks for MD5", [PLUS, MD5, OK]],
  ["offers channel binding and lets everyone in", [PLUS, OK]],
  ["offers it and then SCRAM without it", [PLUS, offer("SCRAM-SHA-256"), OK]],
  ["offers channel binding and is ready without a login", [PLUS, READY]],
  ["ends a proof that it never asked for", [PLUS, Buffer.concat([FINAL, OK])]],
])("channel_binding=require refuses a server that %s", async (_, messages) => {
  const { port, heard } = await startImpostor(messages);
  await expect(connectTo(port)).rejects.toThrow(/channel binding|SASL/);
  expect(heard()).not.toContain(PASSWORD);
  expect(heard()).not.toContain("md5");
});
