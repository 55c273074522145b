import { createServer as createHttpServer, type IncomingHttpHeaders, type RequestListener } from "node:http";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import { listenOnFreePort } from "@/lib/testing/free-port";
import { TEST_CERTIFICATE, TEST_CERTIFICATE_KEY } from "@/lib/testing/test-certificate";
import { createLogSink } from "./log-sink";

const AT = new Date("2026-03-01T12:00:00.123Z");
const LINES = ['{"a":"é"}', '{"b":2}'].map((text) => ({ at: AT, text }));

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => sockets.add(socket));
  const port = await listenOnFreePort(server);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return port;
}

const sinkTo = (address: string, options = {}, token: string | null = null) => {
  const sink = createLogSink({ url: new URL(address), token }, "My console", { wholeMs: 2_000, ...options });
  if (!sink) throw new Error("no sink");
  return sink;
};

async function collect(answer: RequestListener) {
  const received: { headers: IncomingHttpHeaders; body: string }[] = [];
  const port = await listen(
    createHttpServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      received.push({ headers: request.headers, body });
      answer(request, response);
    }),
  );
  return { port, received };
}

test("an HTTP collector gets JSON lines and the token", async () => {
  const { port, received } = await collect((_request, response) => response.writeHead(204).end());
  expect(await sinkTo(`http://127.0.0.1:${port}/in`, {}, "t0ken").send(LINES)).toEqual({ ok: true, value: null });
  expect(received).toMatchObject([
    { body: '{"a":"é"}\n{"b":2}\n', headers: { authorization: "Bearer t0ken", "content-type": "application/x-ndjson" } },
  ]);
});

test.each([302, 401, 500])("%i is a failure, and a redirect is not followed", async (status) => {
  const elsewhere = await collect((_request, response) => response.end());
  const location = `http://127.0.0.1:${elsewhere.port}/`;
  const { port } = await collect((_request, response) => response.writeHead(status, { location }).end());
  expect(await sinkTo(`http://127.0.0.1:${port}/`, {}, "t0ken").send(LINES)).toEqual({ ok: false, problem: `answered with ${status}` });
  expect(elsewhere.received).toEqual([]);
});

test("a silent collector and an unreachable one fail in time", async () => {
  const { port } = await collect(() => {});
  expect(await sinkTo(`http://127.0.0.1:${port}/`, { wholeMs: 100 }).send(LINES)).toEqual({ ok: false, problem: "no answer within 0.1 s" });
  const silent = await listen(createServer({ allowHalfOpen: true }, (socket) => void socket.resume()));
  const slow = await sinkTo(`syslog+tcp://127.0.0.1:${silent}`, { wholeMs: 100 }).send(LINES);
  expect(slow).toEqual({ ok: false, problem: "no answer within 0.1 s" });
  const closed = createServer();
  const free = await listen(closed);
  await new Promise((resolve) => closed.close(resolve));
  for (const address of [`http://127.0.0.1:${free}/`, `syslog+tcp://127.0.0.1:${free}`])
    expect(await sinkTo(address).send(LINES)).toMatchObject({ ok: false, problem: expect.stringContaining("ECONNREFUSED") });
});

async function startSyslog(tls: boolean) {
  const received: Buffer[] = [];
  const take = (socket: Socket) => void socket.on("data", (chunk: Buffer) => received.push(chunk)).on("error", () => {});
  const port = await listen(tls ? createTlsServer({ cert: TEST_CERTIFICATE, key: TEST_CERTIFICATE_KEY }, take) : createServer(take));
  return { port, text: () => Buffer.concat(received) };
}

/** The messages, each prefixed with its length in bytes. */
function messagesIn(bytes: Buffer): string[] {
  const messages: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(" ", at);
    const end = space + 1 + Number(bytes.subarray(at, space).toString());
    messages.push(bytes.subarray(space + 1, end).toString());
    at = end;
  }
  return messages;
}

test.each([false, true])("a syslog collector gets RFC 5424 messages, each prefixed with its length (TLS: %s)", async (tls) => {
  const { port, text } = await startSyslog(tls);
  const sink = sinkTo(`syslog+${tls ? "tls" : "tcp"}://localhost:${port}`, { ca: TEST_CERTIFICATE });
  expect(await sink.send(LINES)).toEqual({ ok: true, value: null });
  const messages = messagesIn(text());
  expect(messages).toHaveLength(2);
  expect(messages[0]).toMatch(/^<109>1 2026-03-01T12:00:00\.123Z \S+ Myconsole - audit - \uFEFF\{"a":"é"\}$/);
});

test("a certificate without a trusted authority is refused before anything is sent", async () => {
  const { port, text } = await startSyslog(true);
  expect(await sinkTo(`syslog+tls://localhost:${port}`).send(LINES)).toMatchObject({
    ok: false,
    problem: expect.stringContaining("certificate"),
  });
  expect(text()).toHaveLength(0);
});

test("without an address there is no sink", () => {
  expect(createLogSink(null, "Latchkey")).toBeNull();
});
