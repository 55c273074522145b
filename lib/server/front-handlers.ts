import type { RequestListener, ServerResponse } from "node:http";
import { readPasswordLink, readSetupLink } from "@/lib/features/account/one-time-links";
import { sessionShare } from "@/lib/http/client-share";
import { linkCookieName, setCookieHeader } from "@/lib/http/cookie-names";
import { getDeps } from "@/lib/http/deps";
import { answerForwardAuth, credentialsOf, type ForwardAuthAnswer, isRefused, signInAnswer } from "@/lib/http/forward-auth";
import { type LinkPage, linkAddress } from "@/lib/http/redirects";
import { isCheck } from "@/lib/http/security-headers";
import { CHECKS_AT_ONCE, LINK_COOKIE_LIFETIME_SECONDS } from "@/lib/policy";
import { CHECKS_WAITING_AT_MOST, limitConcurrency } from "./concurrency-limit";
import { sendUnavailable, withErrorResponse } from "./error-responses";
import { isDatabaseDown } from "./outage";

/**
 * Answers the authentication checks of a reverse proxy for other applications. Here and not in Next, which takes several times
 * as long as finding the session; other requests go to `handle`.
 *
 * A flood of forged tokens does not block applications: malformed and recently refused tokens cost no statement; recently
 * valid sessions have their own slots, and each network gets its share of the rest.
 */
export function handleForwardAuth(handle: RequestListener): RequestListener {
  const turn = limitConcurrency({ name: "checks", atOnce: CHECKS_AT_ONCE, waitingAtMost: CHECKS_WAITING_AT_MOST });
  return (request, response) => {
    if (!isCheck(request.url ?? "")) return handle(request, response);
    if (request.method === "POST") return void response.writeHead(405, { allow: "GET, HEAD" }).end();
    const credentials = credentialsOf(request.headers.cookie ?? "");
    if (isRefused(credentials)) return sendAnswer(response, signInAnswer(request.headers));
    if (isDatabaseDown()) return sendUnavailable(request, response);
    const share = sessionShare(request.headers, [...credentials.sessions, ...credentials.forwardAuthTokens]);
    const work = withErrorResponse(async () => sendAnswer(response, await answerForwardAuth(request.headers, credentials)));
    turn({ request, response, share }, () => void work(request, response));
  };
}

function sendAnswer(response: ServerResponse, { status, headers }: ForwardAuthAnswer): void {
  response.writeHead(status, headers).end();
}

/**
 * Answers the opening of a one-time link and removes its token from the address; other requests go to `handle`.
 * Here, because a page of Next cannot set a cookie.
 */
export function handleOneTimeLink(handle: RequestListener): RequestListener {
  return (request, response) => {
    const link = request.method === "POST" ? null : parseLink(request.url ?? "");
    if (!link) return handle(request, response);
    void withErrorResponse(() => redirectWithoutToken(link, response))(request, response);
  };
}

async function redirectWithoutToken(link: NonNullable<ReturnType<typeof parseLink>>, response: ServerResponse): Promise<void> {
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
