import { headers } from "next/headers";
import type { RequestClient } from "@/lib/features/known-browsers/known-browsers";
import type { Visitor } from "@/lib/features/sign-in/attempt";
import { type Locale, negotiateLocale } from "@/lib/i18n/locales";
import type { ClientInfo } from "@/lib/platform/client-info";
import { CLIENT_IP_HEADER, SENT_BY_SCRIPT_HEADER, UNKNOWN_ADDRESS } from "@/lib/platform/http/client-address";
import { REQUESTED_PATH_HEADER } from "@/lib/platform/http/requested-address";
import { readBrowserToken, readLanguage, readSessionToken } from "./cookies";
import { readReturnTo } from "./redirects";

/** Browsers send about 130 characters; it is stored in the audit log permanently. */
const USER_AGENT_MAX_LENGTH = 256;

/** Returns the language chosen in this browser, else the first one that the browser requests and we have. */
export async function browserLocale(): Promise<Locale> {
  return (await readLanguage()) ?? negotiateLocale((await headers()).get("accept-language"));
}

/** Returns the client of the current request. */
export async function clientInfo(): Promise<ClientInfo> {
  const received = await headers();
  return {
    ip: received.get(CLIENT_IP_HEADER) ?? UNKNOWN_ADDRESS,
    userAgent: (received.get("user-agent") ?? "").slice(0, USER_AGENT_MAX_LENGTH),
    locale: await browserLocale(),
  };
}

/** Returns the client of the current request and its known-browser token, by which attempts are counted. */
export async function requestClient(): Promise<RequestClient> {
  return { client: await clientInfo(), browserToken: await readBrowserToken() };
}

/** Returns the same, with the session that a sign-in in this browser replaces. */
export async function signInVisitor(): Promise<Visitor> {
  return { ...(await requestClient()), previousSessionToken: await readSessionToken() };
}

/** Whether the page's scripts have sent the form of this action, and not the browser without JavaScript. */
export async function isSentByScript(): Promise<boolean> {
  return (await headers()).get(SENT_BY_SCRIPT_HEADER) === "action";
}

/** Returns path and query of the requested page, or of the page that posted. */
export async function requestedPath(): Promise<string | null> {
  return (await headers()).get(REQUESTED_PATH_HEADER);
}

/** The same; the home page where it is not known. */
export async function requestedPathOrHome(): Promise<string> {
  return (await requestedPath()) ?? "/";
}

/** Returns where a sign-in redirects back to; null where it may not. For a download it is the page with its link. */
export async function addressAfterSignIn(): Promise<string | null> {
  return readReturnTo((await requestedPath())?.replace(/\/export(?=\?|$)/, ""));
}

/** Returns where the requested sign-in page redirects to. */
export async function requestedReturnTo(): Promise<string | null> {
  return readReturnTo(new URLSearchParams((await requestedPath())?.split(/\?(.*)/s)[1]).get("next"));
}
