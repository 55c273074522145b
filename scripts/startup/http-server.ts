import { createServer, type RequestListener, type Server } from "node:http";
import type { Duplex } from "node:stream";
import { REQUEST_HEADERS_MAX, REQUEST_HEADERS_TIMEOUT_SECONDS, REQUEST_TIMEOUT_SECONDS } from "@/lib/policy";
import { portProblem } from "./port";

const GRACE_MS = 10_000;
const SWEEP_MS = 50;
const TIMEOUT_CHECK_MS = 1_000;

/** `listener` behind the limits on how long a request may take to arrive. */
export function createHttpServer(listener: RequestListener): Server {
  const server = createServer(
    {
      headersTimeout: REQUEST_HEADERS_TIMEOUT_SECONDS * 1000,
      requestTimeout: REQUEST_TIMEOUT_SECONDS * 1000,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
    },
    listener,
  );
  server.maxHeadersCount = REQUEST_HEADERS_MAX;
  return server;
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

/** Takes no new request, lets those under way end within 10 s, then closes what is left. */
export async function closeHttpServer(server: Server, upgraded: Set<Duplex>): Promise<void> {
  for (const socket of upgraded) socket.destroy();
  const closed = new Promise((resolve) => server.close(resolve));
  // Browsers keep connections open after an answer; each is closed as soon as nothing is under way on it.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}
