import type { BlockList, Server, Socket } from "node:net";
import { isTrusted, parseAddress, UNKNOWN_ADDRESS } from "@/lib/platform/http/client-address";
import { siteOf } from "@/lib/platform/http/network";
import { logSecurityEvent } from "@/lib/platform/security-event";

type Limits = { atMost: number; perNetwork: number; trustedProxies: BlockList };

/**
 * Closes connections beyond the limits before anything is read from them: each takes memory for as long as its client likes to
 * send slowly. Connections of our proxies stand for many clients, whose number the proxy limits.
 */
export function limitConnections(server: Server, { atMost, perNetwork, trustedProxies }: Limits): void {
  const open = new Map<string, number>();
  server.maxConnections = atMost;
  server.on("connection", (socket: Socket) => {
    const address = parseAddress(socket.remoteAddress ?? "");
    if (!address || isTrusted(address, trustedProxies)) return;
    const network = siteOf(address);
    const count = open.get(network) ?? 0;
    if (count >= perNetwork) {
      logSecurityEvent({ reason: "too-many-connections", ip: address });
      socket.destroy();
      return;
    }
    open.set(network, count + 1);
    socket.once("close", () => {
      const left = (open.get(network) ?? 1) - 1;
      if (left > 0) open.set(network, left);
      else open.delete(network);
    });
  });
  server.on("drop", ({ remoteAddress } = {}) => {
    logSecurityEvent({ reason: "too-many-connections", ip: parseAddress(remoteAddress ?? "") ?? UNKNOWN_ADDRESS });
  });
}
