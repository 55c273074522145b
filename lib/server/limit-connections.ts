import type { IncomingMessage, ServerResponse } from "node:http";
import type { BlockList, Server, Socket } from "node:net";
import { clientNetwork, isTrusted, parseAddress, UNKNOWN_ADDRESS } from "@/lib/platform/http/client-address";
import { logSecurityEvent } from "@/lib/platform/security-event";

type Limits = { atMost: number; perNetwork: number; trustedProxies: BlockList };

/** The connections of one network. `idle`: those that wait for another request after an answer, the longest waiting first. */
type Network = { open: number; idle: Set<Socket> };

/**
 * Closes connections beyond the limits before anything is read from them, against clients that hold memory by sending slowly.
 * At a limit the connection that has been idle for longest is closed: of the same network, or of the network with the most.
 * Connections of our proxies serve many clients, whose number the proxy limits.
 */
export function limitConnections(server: Server, { atMost, perNetwork, trustedProxies }: Limits): void {
  const networks = new Map<string, Network>();
  const networkOf = new WeakMap<Socket, Network>();
  let total = 0;
  server.maxConnections = atMost;
  server.on("connection", (socket: Socket) => {
    total += 1;
    socket.once("close", () => (total -= 1));
    // One below the limit: beyond it Node closes the connection before this is called.
    if (total >= atMost) closeLongestIdle(largest(networks));
    const address = parseAddress(socket.remoteAddress ?? "");
    if (!address || isTrusted(address, trustedProxies)) return;
    const site = clientNetwork(address);
    const network = networks.get(site) ?? { open: 0, idle: new Set() };
    if (network.open >= perNetwork && !closeLongestIdle(network)) {
      logSecurityEvent({ reason: "too-many-connections", ip: address });
      socket.destroy();
      return;
    }
    network.open += 1;
    networks.set(site, network);
    networkOf.set(socket, network);
    socket.once("close", () => {
      network.idle.delete(socket);
      network.open -= 1;
      if (network.open === 0) networks.delete(site);
    });
  });
  server.on("request", ({ socket }: IncomingMessage, response: ServerResponse) => {
    const idle = networkOf.get(socket)?.idle;
    idle?.delete(socket);
    response.once("close", () => socket.destroyed || idle?.add(socket));
  });
  server.on("drop", ({ remoteAddress } = {}) => {
    logSecurityEvent({ reason: "too-many-connections", ip: parseAddress(remoteAddress ?? "") ?? UNKNOWN_ADDRESS });
  });
}

/** Returns whether a connection was closed. */
function closeLongestIdle(network: Network | undefined): boolean {
  const [socket] = network?.idle ?? [];
  if (!socket) return false;
  network?.idle.delete(socket);
  socket.destroy();
  return true;
}

/** The network with the most idle connections. */
function largest(networks: Map<string, Network>): Network | undefined {
  let found: Network | undefined;
  for (const network of networks.values()) if (network.idle.size > (found?.idle.size ?? 0)) found = network;
  return found;
}
