import type { RequestListener, ServerResponse } from "node:http";
import { readPasswordLink, readSetupLink } from "@/lib/features/account/one-time-links";
import { linkCookieName, setCookieHeader } from "@/lib/http/cookie-names";
import { getDeps } from "@/lib/http/deps";
import { type LinkPage, linkAddress } from "@/lib/http/redirects";
import { LINK_COOKIE_LIFETIME_SECONDS } from "@/lib/policy";
import { withErrorResponse } from "./error-responses";

/**
 * Answers the opening of a one-time link and removes its token from the address; other requests go to `handle`.
 * Here, because a page of Next cannot set a cookie.
 */
export function handleOneTimeLink(handle: RequestListener): RequestListener {
  return (request, response) => {
    const link = request.method === "POST" ? null : parseLink(request.url ?? "");
    if (!link) return handle(request, response);
    void withErrorResponse(() => answer(link, response))(request, response);
  };
}

async function answer(link: NonNullable<ReturnType<typeof parseLink>>, response: ServerResponse): Promise<void> {
  const { location, cookie } = await openLink(link);
  response.writeHead(303, { location, ...(cookie && { "set-cookie": cookie }) }).end();
}

/**
 * A one-time link has its token in the address. The response redirects at once to an address without it, and puts the token
 * into a cookie for that page only (OWASP ASVS 5.0 V14.2.1): later history entries, bookmarks, `Referer` headers and logs do
 * not hold it. Each link has its own cookie, so that two links in two tabs stay separate.
 */
export type OpenedLink = { location: string; cookie: string | null };

const READ = { "/setup": readSetupLink, "/set-password": readPasswordLink };

/** Returns the page and the token of a one-time link at `url`. */
export function parseLink(url: string): { page: LinkPage; token: string } | null {
  const [, page, query] = /^(\/setup|\/set-password)\?(.*)$/s.exec(url) ?? [];
  const token = new URLSearchParams(query).get("token");
  return page !== undefined && token !== null ? { page: page as LinkPage, token } : null;
}

/** Consumes nothing: mail scanners and previews open links. An invalid link sets no cookie. */
export async function openLink({ page, token }: { page: LinkPage; token: string }): Promise<OpenedLink> {
  const deps = getDeps();
  if (!(await READ[page](deps, token)).ok) return { location: page, cookie: null };
  const id = deps.keyedHash("label", token).slice(0, 12);
  const cookie = setCookieHeader(linkCookieName(id), token, { path: page, maxAge: LINK_COOKIE_LIFETIME_SECONDS });
  return { location: linkAddress(page, id), cookie };
}
