import type { IncomingHttpHeaders } from "node:http";
import type { Peer } from "./client-address";
import { requestHost } from "./same-origin";

/** Why a request is rejected at the address that it was sent to. */
export type AddressProblem = "wrong-host" | "app-url-unset" | "plain-http";

type AddressRequest = { url: string; headers: IncomingHttpHeaders; peer: Peer };
type Settings = { appUrl: string; appUrlIsSet: boolean; allowInsecureHttp: boolean; hasTrustedProxies: boolean };

/** Addresses for programs: probes use an IP address, proxies the name of the protected application. */
const ANY_HOST = /^\/api\/(health\/(live|ready)|metrics|forward-auth)(\?|$)/;

const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/;

/** The path and query that the client requested, for the guards of pages and actions. */
export const REQUESTED_PATH_HEADER = "x-latchkey-requested-path";

export function answersAnyHost(url: string): boolean {
  return ANY_HOST.test(url);
}

/** Whether a host name means this machine, so that nothing crosses a network. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname);
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
  const isOpen = settings.appUrlIsSet || settings.allowInsecureHttp || isLoopback(parseHost(host, "http:")?.hostname ?? "");
  if (!isOpen) return "app-url-unset";
  if (!isHostLost(request.headers, host, settings.appUrl)) return null;
  return settings.appUrlIsSet ? "wrong-host" : "app-url-unset";
}

/** A host without a port matches APP_URL's port: many proxies pass only the name. */
function isSameHost(host: string, appUrl: string): boolean {
  const own = new URL(appUrl);
  const given = parseHost(host, own.protocol);
  if (!given) return false;
  if (isLoopback(own.hostname) && isLoopback(given.hostname)) return true;
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

/**
 * Returns path and query as the browser shows them: without the additions of Next's client, and in ASCII for a header.
 * Everything else keeps its spelling: `+`, `%2F` and repeated parameters come back as they were.
 */
export function pathShown(url: string): string {
  const [path = "/", query] = url.split(/\?(.*)/s, 2);
  const parameters = (query ?? "").split("&").filter((each) => each !== "" && !/^_rsc(=|$)/.test(each));
  const address = parameters.length > 0 ? `${path}?${parameters.join("&")}` : path;
  return address.replace(/[^\x21-\x7e]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
}
