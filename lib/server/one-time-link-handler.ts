import type { RequestListener, ServerResponse } from "node:http";
import { readPasswordLink, readSetupLink } from "@/lib/features/account/one-time-links";
import { linkCookieName, setCookieHeader } from "@/lib/http/cookie-names";
import { getDeps } from "@/lib/http/deps";
import { type LinkPage, linkAddress } from "@/lib/http/redirects";
import { LINK_COOKIE_LIFETIME_SECONDS } from "@/lib/policy";
import { withErrorResponse } from "./error-responses";

/**
 * Answers the opening of a one-time link, whose token leaves the address with it; whatever else there is goes on to `handle`.
 * Here, as a page of Next cannot set a cookie.
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
 * A one-time link is opened with its token in the address. The answer redirects at once to an address without it, and hands
 * the token to the browser in a cookie for that one page (OWASP ASVS 5.0 V14.2.1): no history, bookmark, `Referer` or log of
 * what follows holds it. Each link has a cookie of its own, so that two of them in two tabs stay apart.
 */
export type OpenedLink = { location: string; cookie: string | null };

const READ = { "/setup": readSetupLink, "/set-password": readPasswordLink };

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
