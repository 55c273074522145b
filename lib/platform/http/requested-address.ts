import type { IncomingHttpHeaders } from "node:http";
import { isLoopbackInBrowsers, type Peer } from "./client-address";

/** Why a request is rejected at the address that it was sent to. */
export type AddressProblem = "wrong-host" | "app-url-unset" | "plain-http";

type AddressRequest = { url: string; headers: IncomingHttpHeaders; peer: Peer };
type Settings = { appUrl: string; appUrlIsSet: boolean; allowInsecureHttp: boolean; hasTrustedProxies: boolean };

/** Addresses for programs: probes use an IP address, proxies the name of the protected application. */
const ANY_HOST = /^\/api\/(health\/(live|ready)|metrics|forward-auth)(\?|$)/;

/** The path and query that the client requested, for the guards of pages and actions. */
export const REQUESTED_PATH_HEADER = "x-latchkey-requested-path";

export function answersAnyHost(url: string): boolean {
  return ANY_HOST.test(url);
}

/**
 * Pins the console to the host of APP_URL, against DNS rebinding and links made from a forged `Host`; call after
 * `sanitizeForwardedHeaders`. Without APP_URL it answers to this machine's own names only, unless plain http is allowed
 * (OWASP ASVS 5.0 V12.2.1).
 */
export function findAddressProblem(request: AddressRequest, settings: Settings): AddressProblem | null {
  if (answersAnyHost(request.url)) return null;
  // First: over http the right address differs anyway.
  if (settings.appUrl.startsWith("https:") && isPlainHttp(request, settings)) return "plain-http";
  const host = requestHost(request.headers) ?? "";
  if (settings.appUrlIsSet && !isSameHost(host, settings.appUrl)) return "wrong-host";
  const isOpen = settings.appUrlIsSet || settings.allowInsecureHttp || isLoopbackInBrowsers(parseHost(host, "http:")?.hostname ?? "");
  if (!isOpen) return "app-url-unset";
  if (!isHostLost(request.headers, host, settings.appUrl)) return null;
  return settings.appUrlIsSet ? "wrong-host" : "app-url-unset";
}

/** A host without a port matches APP_URL's port: many proxies pass only the name. */
function isSameHost(host: string, appUrl: string): boolean {
  const own = new URL(appUrl);
  const given = parseHost(host, own.protocol);
  if (!given) return false;
  if (isLoopbackInBrowsers(own.hostname) && isLoopbackInBrowsers(given.hostname)) return true;
  return given.hostname === own.hostname && (given.port === own.port || !/:\d+$/.test(host));
}

/**
 * Whether the `Host` of a form post differs from its page's host although the browser reports the same origin (which no script
 * can forge): a proxy has replaced the host by one that this console answers, its own port or `localhost`.
 */
function isHostLost({ origin, "sec-fetch-site": site }: IncomingHttpHeaders, host: string, appUrl: string): boolean {
  if (site !== "same-origin" || !origin || !URL.canParse(origin)) return false;
  const page = new URL(origin).host;
  return page !== host.toLowerCase() && page !== new URL(appUrl).host;
}

/** A trailing dot does not change a name (RFC 1034 section 3.1). */
function parseHost(host: string, protocol: string): URL | null {
  const address = `${protocol}//${host.replace(/\.(?=$|:\d+$)/, "")}`;
  return URL.canParse(address) ? new URL(address) : null;
}

/** Known from the proxy, from the page of a posted form, or because the client bypassed the proxies. */
function isPlainHttp({ headers, peer }: AddressRequest, { appUrl, hasTrustedProxies }: Settings): boolean {
  const protocol = String(headers["x-forwarded-proto"] ?? "")
    .split(",")[0]
    ?.trim()
    .toLowerCase();
  if (protocol) return protocol === "http";
  if (hasTrustedProxies && peer !== "trusted-proxy") return true;
  const { origin } = headers;
  return origin?.startsWith("http:") === true && URL.canParse(origin) && new URL(origin).hostname === new URL(appUrl).hostname;
}

const DEEPEST_ENCODING = 5;

/** A path as the most lenient parsers read it: with `..` resolved, and without. */
export function pathReadings(given: string): string[] {
  const parts = decodeFully(given).replaceAll("\\", "/").toLowerCase().split("/");
  const names = parts.map((part) => part.normalize("NFKC").replace(/[\p{C}\p{Z}]/gu, "")).filter((name) => name !== "" && name !== ".");
  const resolved: string[] = [];
  for (const name of names) {
    if (name === "..") resolved.pop();
    else resolved.push(name);
  }
  return [names, resolved].map((reading) => `/${reading.join("/")}`);
}

function decodeFully(text: string): string {
  let current = text;
  for (let depth = 0; depth < DEEPEST_ENCODING; depth++) {
    const decoded = decodeOnce(current);
    if (decoded === current) return current;
    current = decoded;
  }
  return current;
}

/** Keeps invalid escapes, so that they do not prevent decoding of the others. */
function decodeOnce(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    }
  });
}

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
