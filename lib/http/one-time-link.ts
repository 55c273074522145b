import { cookies } from "next/headers";
import { readPasswordLink, readSetupLink } from "@/lib/features/account/one-time-links";
import { LINK_COOKIE_LIFETIME_SECONDS } from "@/lib/policy";
import { linkCookieName, setCookieHeader } from "./cookie-names";
import { getDeps } from "./deps";
import { type LinkPage, linkAddress } from "./redirects";

/**
 * A one-time link is opened with its token in the address. The answer redirects at once to an address without it, and hands
 * the token to the browser in a cookie for that one page (OWASP ASVS 5.0 V14.2.1): no history, bookmark, `Referer` or log of
 * what follows holds it. Each link has a cookie of its own, so that two of them in two tabs stay apart.
 */
export type OpenedLink = { location: string; cookie: string | null };

const READ = { "/setup": readSetupLink, "/set-password": readPasswordLink };
const ID = /^[\w-]{12}$/;

/** Returns the page and the token, when a one-time link is opened at `url`. */
export function parseLink(url: string): { page: LinkPage; token: string } | null {
  const [, page, query] = /^(\/setup|\/set-password)\?(.*)$/s.exec(url) ?? [];
  const token = new URLSearchParams(query).get("token");
  return page !== undefined && token !== null ? { page: page as LinkPage, token } : null;
}

/** Consumes nothing: mail scanners and previews open links. One that does not work gets no cookie. */
export async function openLink({ page, token }: { page: LinkPage; token: string }): Promise<OpenedLink> {
  const deps = getDeps();
  if (!(await READ[page](deps, token)).ok) return { location: page, cookie: null };
  const id = deps.keyedHash("label", token).slice(0, 12);
  const cookie = setCookieHeader(linkCookieName(id), token, { path: page, maxAge: LINK_COOKIE_LIFETIME_SECONDS });
  return { location: linkAddress(page, id), cookie };
}

export function isLinkId(id: unknown): id is string {
  return typeof id === "string" && ID.test(id);
}

/** Returns the token of the link `id` that this browser has opened; null when the browser has no cookie of it, or no longer. */
export async function readLinkToken(id: unknown): Promise<string | null> {
  if (!isLinkId(id)) return null;
  return (await cookies()).get(linkCookieName(id))?.value || null;
}
