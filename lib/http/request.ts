import { headers } from "next/headers";
import type { ClientInfo } from "@/lib/platform/client-info";
import { CLIENT_IP_HEADER } from "@/lib/platform/http/client-address";
import { REQUESTED_PATH_HEADER } from "@/lib/platform/http/requested-address";
import { readBrowserToken } from "./cookies";
import { readReturnTo } from "./redirects";

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

/** Where the request being answered comes from, and by which token this browser is known: what guesses are counted by. */
export async function requestClient() {
  return { client: await clientInfo(), browserToken: await readBrowserToken() };
}

/** Returns path and query of the page that was asked for, or that posted. */
export async function requestedPath(): Promise<string | null> {
  return (await headers()).get(REQUESTED_PATH_HEADER);
}

/** The same; the home page where it is not known. */
export async function requestedPathOrHome(): Promise<string> {
  return (await requestedPath()) ?? "/";
}

/** Returns where a sign-in leads back to; null where it may not. A download is no page: the one with its link is. */
export async function addressAfterSignIn(): Promise<string | null> {
  return readReturnTo((await requestedPath())?.replace(/\/export(?=\?|$)/, ""));
}

/** Returns where the sign-in page that was asked for leads on to. */
export async function requestedReturnTo(): Promise<string | null> {
  return readReturnTo(new URLSearchParams((await requestedPath())?.split(/\?(.*)/s)[1]).get("next"));
}
