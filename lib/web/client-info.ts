import { headers } from "next/headers";
import type { ClientInfo } from "@/lib/platform/client-info";
import { CLIENT_IP_HEADER } from "@/lib/platform/http/client-address";

/** Browsers use about 130 characters; it is kept in the audit log for good. */
const USER_AGENT_MAX_LENGTH = 256;

/** Where the request being answered comes from. */
export async function clientInfo(): Promise<ClientInfo> {
  const received = await headers();
  return {
    ip: received.get(CLIENT_IP_HEADER) ?? "unknown",
    userAgent: (received.get("user-agent") ?? "").slice(0, USER_AGENT_MAX_LENGTH),
  };
}
