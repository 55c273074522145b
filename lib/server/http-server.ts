import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type net from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { log } from "@/lib/platform/log";
import { withErrorResponse } from "./error-responses";
import { type ListenAddress, listenProblem } from "./listen-address";

/** A header or a body that takes longer only occupies a connection (slowloris); 64 kB take a phone on 2G 20 s. */
const REQUEST_HEADERS_TIMEOUT_SECONDS = 10;
const REQUEST_TIMEOUT_SECONDS = 30;

/** A connection without traffic for so long is closed: a client that reads no response holds no slot. */
const CONNECTION_IDLE_SECONDS = 60;

/** Browsers send about 25 headers, a chain of proxies adds a few. */
const REQUEST_HEADERS_MAX = 100;

/** Connections that the system accepts for us meanwhile; without room for a burst, clients try again after 1 s and 3 s. */
const CONNECTION_BACKLOG = 4_096;

const GRACE_MS = 10_000;
const SWEEP_MS = 50;
const TIMEOUT_CHECK_MS = 1_000;

/** How long a server that has clients still accepts requests after shutdown began; each response says `Connection: close`. */
const LINGER_MS = 2_000;

/** Servers that are shutting down: `ready` is 503 from then on. */
const ending = new WeakSet<Server>();

/**
 * `listener` behind the limits on how long a request may take to arrive, and a server that ends without losing one.
 * `keepAliveSeconds`: how long a connection stays open after an answer. It must be longer than a proxy in front keeps it, or the
 * proxy sends a request into a connection that ends at that moment, which it may not send again (RFC 9110 section 9.2.2): 502.
 */
export function createHttpServer(listener: RequestListener, { keepAliveSeconds }: { keepAliveSeconds: number }): Server {
  const limits = {
    keepAliveTimeout: keepAliveSeconds * 1000,
    // Probes send no Host, even with HTTP/1.1; the request filter rejects all other requests without one.
    requireHostHeader: false,
    headersTimeout: REQUEST_HEADERS_TIMEOUT_SECONDS * 1000,
    requestTimeout: REQUEST_TIMEOUT_SECONDS * 1000,
    connectionsCheckingInterval: TIMEOUT_CHECK_MS,
  };
  const handle = withErrorResponse(listener);
  const server = createServer(limits, (request, response) => {
    // Node emits no close event for a pipelined request, so counters of active requests would count it forever.
    if (isPipelined(response)) return void request.destroy();
    sendConnectionClose(server, response);
    addCharset(response);
    toOriginForm(request);
    if (ending.has(server) && request.url?.split("?")[0] === "/api/health/ready") return sendStopping(response);
    void handle(request, response);
  });
  server.maxHeadersCount = REQUEST_HEADERS_MAX;
  server.timeout = CONNECTION_IDLE_SECONDS * 1000;
  return server;
}

/** A pipelined request, sent before the previous one was answered; no current browser or proxy pipelines. */
function isPipelined(response: ServerResponse): boolean {
  return response.socket === null;
}

/** Treats `GET http://host/path` as a request with that Host (RFC 9112 section 3.2.2); some probes and all clients of a proxy send it. */
function toOriginForm(request: IncomingMessage): void {
  const [, host, path = ""] = /^https?:\/\/([^/?#]*)([^#]*)$/i.exec(request.url ?? "") ?? [];
  if (host === undefined) return;
  request.headers.host = host;
  request.url = path.startsWith("/") ? path : `/${path}`;
}

/** Calls `change` when the head of the response is written, by whatever code. */
function beforeHead(response: ServerResponse, change: () => void): void {
  const { writeHead } = response;
  response.writeHead = ((status: number, ...rest: never[]) => {
    change();
    return writeHead.call(response, status, ...rest);
  }) as ServerResponse["writeHead"];
}

/** Announces the last response on a connection (RFC 9112 section 9.6), so that no client sends another request into its close. */
function sendConnectionClose(server: Server, response: ServerResponse): void {
  beforeHead(response, () => {
    if (ending.has(server)) response.shouldKeepAlive = false;
  });
}

function sendStopping(response: ServerResponse): void {
  response
    .writeHead(503, { "content-type": "application/json", "cache-control": "no-store", "x-content-type-options": "nosniff" })
    .end(JSON.stringify({ status: "not ready", reason: "stopping" }));
}

export async function listen(server: Server, address: ListenAddress): Promise<void> {
  server.listen({ ...address, backlog: CONNECTION_BACKLOG });
  await once(server, "listening").catch((error: Error) => {
    throw listenProblem(address, error);
  });
  // Such as EMFILE of a new connection: it concerns no other one, and without a listener it would end the process.
  server.on("error", (error) => log.error({ err: error }, "the HTTP server failed"));
}

/** Tracks upgraded connections (hot reload), which the HTTP server does not track. */
export function trackUpgraded(server: Server): Set<Duplex> {
  const upgraded = new Set<Duplex>();
  server.on("upgrade", (_request, socket) => {
    upgraded.add(socket);
    socket.once("close", () => upgraded.delete(socket));
  });
  return upgraded;
}

/**
 * Shuts down without losing a request: for 2 s `ready` is 503 and every response closes its connection, so that load
 * balancers and clients notice, even if no connection is left by then; after that no connection is accepted and active
 * requests have 10 s to end. A server without connections closes at once.
 */
export async function closeHttpServer(server: Server, upgraded: Set<Duplex>): Promise<void> {
  ending.add(server);
  for (const socket of upgraded) socket.destroy();
  if ((await countConnections(server)) > 0) await delay(LINGER_MS);
  const closed = new Promise((resolve) => server.close(resolve));
  // Browsers keep connections open; each is closed as soon as it is idle.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}

function countConnections(server: net.Server): Promise<number> {
  return new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
}

/** Text types that Next, or a route, sends without a charset. */
const WITHOUT_CHARSET = /^(text\/[\w.+-]+|image\/svg\+xml)$/i;

/** Adds the charset to every text response, so that no browser guesses it (OWASP ASVS 5.0 V4.1.1). All of them are UTF-8. */
export function addCharset(response: ServerResponse): void {
  beforeHead(response, () => {
    const type = response.getHeader("content-type");
    if (typeof type === "string" && WITHOUT_CHARSET.test(type)) response.setHeader("content-type", `${type}; charset=utf-8`);
  });
}
