import type { IncomingHttpHeaders } from "node:http";

/**
 * Whether a request that may change something comes from a page of this console: by Fetch Metadata, which no script can
 * forge, and by `Origin` (OWASP Cross-Site Request Forgery Prevention Cheat Sheet). Whoever sends neither is no browser, so
 * that nobody's cookies are sent without their will.
 */
export function isSameOriginRequest(request: { headers: IncomingHttpHeaders }, appUrl: string): boolean {
  const { origin, "sec-fetch-site": site } = request.headers;
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  if (origin === undefined) return true;
  if (origin === "null") return site === "same-origin";
  return isOwnOrigin(origin, requestHost(request.headers), appUrl);
}

/** The address in `APP_URL`, or the one that the request itself was sent to, as this machine has more loopback names than one. */
function isOwnOrigin(origin: string, host: string | undefined, appUrl: string): boolean {
  if (!URL.canParse(origin)) return false;
  const given = new URL(origin);
  const own = new URL(appUrl);
  // A page on http could have been written by anybody on the way.
  if (given.host === own.host && own.protocol === "https:") return given.protocol === "https:";
  return given.host === own.host || given.host === host;
}

/** The host that the client asked for, behind our proxies too; `trustHeaders` has run. */
export function requestHost(headers: IncomingHttpHeaders): string | undefined {
  return (
    String(headers["x-forwarded-host"] ?? "")
      .split(",")[0]
      ?.trim() || headers.host
  );
}

const HOST = /^[\w.:[\]-]+$/;

/** Whether a host and a path can be read at all: Next fails on those that cannot. */
export function isWellFormed({ url = "", host = "" }: { url: string | undefined; host: string | undefined }): boolean {
  return HOST.test(host) && url.startsWith("/") && isDecodable(url.split("?")[0] ?? "");
}

function isDecodable(text: string): boolean {
  try {
    return typeof decodeURIComponent(text) === "string";
  } catch {
    return false;
  }
}
