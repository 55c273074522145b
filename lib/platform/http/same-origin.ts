import type { IncomingHttpHeaders } from "node:http";

/**
 * Whether a request that may change something comes from a page of this console: by Fetch Metadata, which no script can
 * forge, and by `Origin` (OWASP Cross-Site Request Forgery Prevention Cheat Sheet). A client that sends neither is no browser,
 * so no user's cookies can be abused.
 */
export function isSameOriginRequest(request: { headers: IncomingHttpHeaders }, appUrl: string): boolean {
  const { origin, "sec-fetch-site": site } = request.headers;
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  if (origin === undefined) return true;
  if (origin === "null") return site === "same-origin";
  return isOwnOrigin(origin, requestHost(request.headers), appUrl);
}

/** The address in `APP_URL`, or the request's own address, because this machine has several loopback names. */
function isOwnOrigin(origin: string, host: string | undefined, appUrl: string): boolean {
  if (!URL.canParse(origin)) return false;
  const given = new URL(origin);
  const own = new URL(appUrl);
  // An attacker on the network could have written a page on http.
  if (given.host === own.host && own.protocol === "https:") return given.protocol === "https:";
  return given.host === own.host || given.host === host;
}

/** The host that the client requested, also behind our proxies; call after `sanitizeForwardedHeaders`. */
export function requestHost(headers: IncomingHttpHeaders): string | undefined {
  return (
    String(headers["x-forwarded-host"] ?? "")
      .split(",")[0]
      ?.trim() || headers.host
  );
}

const HOST = /^[\w.:[\]-]+$/;

/** Whether host and path are well-formed: Next fails on malformed ones. */
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
