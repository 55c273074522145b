import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type net from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import type { Config } from "@/lib/platform/config/config";
import { trustHeaders } from "@/lib/platform/http/client-address";
import { type RequestFate, withFate } from "@/lib/platform/http/request-fate";
import { isDatabaseDown } from "@/lib/web/outage";
import { holdFailure } from "./hold-failure";
import { portProblem } from "./port";
import { answerUnavailable } from "./unavailable-page";

const GRACE_MS = 10_000;
const SWEEP_MS = 50;

/** How long connections that are open stay so after the end has begun: whoever uses one again meanwhile is answered, and told to go. */
const LINGER_MS = 2_000;

/** What needs no database, or tells of it itself. */
const WITHOUT_DATABASE = /^\/(_next\/|api\/health\/|icon\.svg|favicon\.ico)/;

/** Whether the server is about to end; such a one takes no new people. */
const ending = new WeakSet<Server>();

/** Next's handler behind headers that can be trusted, and a clear 503 where the database keeps it from answering. */
export function createHttpServer(config: Config, handle: RequestListener): Server {
  const server = createServer((request, response) => {
    trustHeaders(request.headers, request.socket.remoteAddress, config.trustedProxies);
    sayGoodbye(server, response);
    if (ending.has(server) && request.url === "/api/health/ready") return answerEnding(response);
    const fate: RequestFate = { unavailable: false };
    const needsDatabase = !WITHOUT_DATABASE.test(request.url ?? "");
    if (needsDatabase && isDatabaseDown()) return answerUnavailable(request, response);
    if (needsDatabase) holdFailure(response, () => replaceFailure(request, response, fate));
    withFate(fate, () => handle(request, response));
  });
  return server;
}

function replaceFailure(request: IncomingMessage, response: ServerResponse, fate: RequestFate): boolean {
  if (fate.unavailable) answerUnavailable(request, response);
  return fate.unavailable;
}

/** The last answer on a connection says so (RFC 9112 section 9.6), so that no client sends another request into its end. */
function sayGoodbye(server: Server, response: ServerResponse): void {
  const { writeHead } = response;
  response.writeHead = ((status: number, ...rest: never[]) => {
    if (ending.has(server)) response.shouldKeepAlive = false;
    return writeHead.call(response, status, ...rest);
  }) as ServerResponse["writeHead"];
}

function answerEnding(response: ServerResponse): void {
  response.writeHead(503, { "content-type": "application/json" }).end(JSON.stringify({ status: "not ready", reason: "stopping" }));
}

export async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(portProblem(port, error))).listen(port, resolve);
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
 */
export async function closeHttpServer(server: Server, upgraded: Set<Duplex>): Promise<void> {
  ending.add(server);
  for (const socket of upgraded) socket.destroy();
  await waitWhileConnected(server);
  const closed = new Promise((resolve) => server.close(resolve));
  // Browsers keep connections open after an answer; each is closed as soon as nothing is under way on it.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}

async function waitWhileConnected(server: Server): Promise<void> {
  for (let waited = 0; waited < LINGER_MS && (await countConnections(server)) > 0; waited += SWEEP_MS) await delay(SWEEP_MS);
}

function countConnections(server: net.Server): Promise<number> {
  return new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
}
