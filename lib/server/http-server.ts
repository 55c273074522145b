import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type net from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import {
  CONNECTION_BACKLOG,
  CONNECTION_IDLE_SECONDS,
  REQUEST_HEADERS_MAX,
  REQUEST_HEADERS_TIMEOUT_SECONDS,
  REQUEST_TIMEOUT_SECONDS,
} from "@/lib/policy";
import { withErrorResponse } from "./error-responses";
import { type ListenAddress, listenProblem } from "./listen-address";

const GRACE_MS = 10_000;
const SWEEP_MS = 50;
const TIMEOUT_CHECK_MS = 1_000;

/** How long a server that has clients serves on after the end has begun: whoever comes meanwhile is answered, and told to go. */
const LINGER_MS = 2_000;

/** Whether the server is about to end; such a one takes no new people. */
const ending = new WeakSet<Server>();

/**
 * `listener` behind the limits on how long a request may take to arrive, and a server that ends without losing one.
 * `keepAliveSeconds`: how long a connection stays open after an answer. It must be longer than a proxy in front keeps it, or the
 * proxy sends a request into a connection that ends at that moment, which it may not send again (RFC 9110 section 9.2.2): 502.
 */
export function createHttpServer(listener: RequestListener, { keepAliveSeconds }: { keepAliveSeconds: number }): Server {
  const limits = {
    keepAliveTimeout: keepAliveSeconds * 1000,
    // Probes send no Host, whatever version of HTTP they name; the gate refuses everything else without one.
    requireHostHeader: false,
    headersTimeout: REQUEST_HEADERS_TIMEOUT_SECONDS * 1000,
    requestTimeout: REQUEST_TIMEOUT_SECONDS * 1000,
    connectionsCheckingInterval: TIMEOUT_CHECK_MS,
  };
  const handle = withErrorResponse(listener);
  const server = createServer(limits, (request, response) => {
    // Node tells nobody when the one behind it hangs up, so what counts requests under way would count this one for ever.
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

/** Sent before the one ahead of it on the connection was answered, as no browser and no proxy in use does. */
function isPipelined(response: ServerResponse): boolean {
  return response.socket === null;
}

/** `GET http://host/path`: as if sent with that Host (RFC 9112 section 3.2.2), which some probes and all clients of a proxy do. */
function toOriginForm(request: IncomingMessage): void {
  const [, host, path = ""] = /^https?:\/\/([^/?#]*)([^#]*)$/i.exec(request.url ?? "") ?? [];
  if (host === undefined) return;
  request.headers.host = host;
  request.url = path.startsWith("/") ? path : `/${path}`;
}

/** The last answer on a connection says so (RFC 9112 section 9.6), so that no client sends another request into its end. */
function sendConnectionClose(server: Server, response: ServerResponse): void {
  const { writeHead } = response;
  response.writeHead = ((status: number, ...rest: never[]) => {
    if (ending.has(server)) response.shouldKeepAlive = false;
    return writeHead.call(response, status, ...rest);
  }) as ServerResponse["writeHead"];
}

function sendStopping(response: ServerResponse): void {
  response
    .writeHead(503, { "content-type": "application/json", "cache-control": "no-store", "x-content-type-options": "nosniff" })
    .end(JSON.stringify({ status: "not ready", reason: "stopping" }));
}

export async function listen(server: Server, address: ListenAddress): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(listenProblem(address, error))).listen({ ...address, backlog: CONNECTION_BACKLOG }, resolve);
  });
}

/** Connections that are HTTP no longer (hot reload): the server itself loses sight of them. */
export function trackUpgraded(server: Server): Set<Duplex> {
  const upgraded = new Set<Duplex>();
  server.on("upgrade", (_request, socket) => {
    upgraded.add(socket);
    socket.once("close", () => upgraded.delete(socket));
  });
  return upgraded;
}

/**
 * Ends without losing a request: `ready` is 503 from now on and every answer the last of its connection, while load
 * balancers and open connections have 2 s to notice; then nothing new is taken, what is under way has 10 s to end.
 * Connections that close meanwhile shorten nothing: their clients come again by another. A server without any ends at once.
 */
export async function closeHttpServer(server: Server, upgraded: Set<Duplex>): Promise<void> {
  ending.add(server);
  for (const socket of upgraded) socket.destroy();
  if ((await countConnections(server)) > 0) await delay(LINGER_MS);
  const closed = new Promise((resolve) => server.close(resolve));
  // Browsers keep connections open after an answer; each is closed as soon as nothing is under way on it.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}

function countConnections(server: net.Server): Promise<number> {
  return new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
}

/** Types of text that Next, or a route, sends without saying in which characters. */
const WITHOUT_CHARSET = /^(text\/[\w.+-]+|image\/svg\+xml)$/i;

/** Every text says its characters, so that no browser guesses them (OWASP ASVS 5.0 V4.1.1). All of ours are UTF-8. */
export function addCharset(response: ServerResponse): void {
  const { writeHead } = response;
  response.writeHead = ((status: number, ...rest: never[]) => {
    const type = response.getHeader("content-type");
    if (typeof type === "string" && WITHOUT_CHARSET.test(type)) response.setHeader("content-type", `${type}; charset=utf-8`);
    return writeHead.call(response, status, ...rest);
  }) as ServerResponse["writeHead"];
}
