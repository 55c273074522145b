import { headers } from "next/headers";
import type { ClientInfo } from "@/lib/platform/client-info";
import { CLIENT_IP_HEADER } from "@/lib/platform/http/client-address";

const USER_AGENT_MAX_LENGTH = 512;

/** Where the request being answered comes from. */
export async function clientInfo(): Promise<ClientInfo> {
  const received = await headers();
  return {
    ip: received.get(CLIENT_IP_HEADER) ?? "unknown",
    userAgent: (received.get("user-agent") ?? "").slice(0, USER_AGENT_MAX_LENGTH),
  };
}
