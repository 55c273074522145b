import { IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { clientIp, isThrottledNetwork } from "@/lib/http/client-share";
import { isCheck, refusalHeaders, setSecurityHeaders } from "@/lib/http/security-headers";
import refusals from "@/lib/i18n/messages/en.refused.json";
import type { Config } from "@/lib/platform/config/config";
import { randomToken, systemRandom } from "@/lib/platform/crypto/keyed-hash";
import { sanitizeForwardedHeaders } from "@/lib/platform/http/client-address";
import { answersAnyHost, findAddressProblem, pathShown, REQUESTED_PATH_HEADER } from "@/lib/platform/http/requested-address";
import { isSameOriginRequest, isWellFormed, requestHost } from "@/lib/platform/http/same-origin";
import { logSecurityEvent } from "@/lib/platform/security-event";
import { FORM_MAX_BYTES } from "@/lib/policy";
import { createConcurrencyLimits } from "./concurrency-limit";
import { type ActionKind, isRouterState, isServed, type KindOfAction, mayBeServerAction, parseServerActionId } from "./next-internals";
import { rejectAddress } from "./reject-address";

type Status = keyof typeof refusals;
/** `staticFiles`: the addresses of the build's files, null in development; of the framework's own addresses nothing else is served. */
type RequestFilterOptions = {
  config: Config;
  kindOfAction: KindOfAction;
  staticFiles: ReadonlySet<string> | null;
  handle: RequestListener;
};

const INTERNAL_REQUEST_HEADER = "x-latchkey-own-request";
/**
 * What follows a step of a sign-in is loaded as a new document: nothing that the browser has kept for the user before
 * is shown, password managers notice, and no action waits for a page to be made. An answer without a page has Next's part
 * in the browser do so.
 */
const SIGN_IN_PAGE = /^\/(login|setup|set-password)(\/|\?|$)/;
const READING = ["GET", "HEAD"];

/**
 * The one way to Next. Every request that may change something is looked at here: where it comes from, how long it is, and
 * whether a form of ours can have written it. What is refused gets a line of text, and is counted in the log.
 */
export function createRequestFilter({ config, kindOfAction, staticFiles, handle }: RequestFilterOptions): RequestListener {
  const settings = { ...config, hasTrustedProxies: config.trustedProxies.rules.length > 0 };
  const [ownMark, signInMark] = [randomToken(systemRandom), randomToken(systemRandom)];
  skipRedirectPrefetch(signInMark);
  const turns = createConcurrencyLimits(handle);
  return async (request, response) => {
    // Next calls the console itself to finish an action, with the headers of the request that was let in, this one included.
    const mark = request.headers[INTERNAL_REQUEST_HEADER];
    if (mark === ownMark) {
      request.headers[REQUESTED_PATH_HEADER] = pathShown(request.url ?? "/");
      setSecurityHeaders(request, response);
      return handle(request, response);
    }
    const peer = sanitizeForwardedHeaders(request.headers, request.socket.remoteAddress, config.trustedProxies);
    setHostOfProbe(request, config);
    request.headers[REQUESTED_PATH_HEADER] = pathShown(request.url ?? "/");
    request.headers[INTERNAL_REQUEST_HEADER] = SIGN_IN_PAGE.test(request.url ?? "") ? signInMark : ownMark;
    const unreadable = !isWellFormed({ url: request.url, host: requestHost(request.headers) });
    const misled = !unreadable && findAddressProblem({ url: request.url ?? "", headers: request.headers, peer }, settings);
    if (misled) return rejectAddress(request, response, { problem: misled, peer }, config);
    const refused = unreadable ? "400" : findRefusal(request, config, staticFiles);
    if (refused) return sendRefusal(request, response, refused);
    setSecurityHeaders(request, response);
    if (READING.includes(request.method ?? "")) return turns.read(request, response);
    const body = await readBody(request, FORM_MAX_BYTES).catch(() => "hung-up" as const);
    if (body === "hung-up") return request.destroy();
    if (body === "too-long") return sendRefusal(request, response, "413");
    const action = await identifyAction(request, body, kindOfAction);
    if (typeof action === "object" && action) return sendRefusal(request, response, action.misfit);
    if (action === "sign-in" && isThrottledNetwork(request.headers)) return sendRefusal(request, response, "429");
    turns.post(replayRequest(request, body), response, action);
  };
}

function findRefusal(
  { method = "", url = "", headers }: IncomingMessage,
  { appUrl }: Config,
  staticFiles: RequestFilterOptions["staticFiles"],
): Status | null {
  if (!isServed(url, staticFiles)) return "404";
  // What a proxy asks bears the headers of the application behind it, which may be made with another version of Next.
  if (!isCheck(url) && !isRouterState(headers["next-router-state-tree"])) return "400";
  if (READING.includes(method)) return null;
  if (method !== "POST") return "405";
  if (!isSameOriginRequest({ headers }, appUrl)) return "403";
  // Next compares the two once more, and would refuse `null` and a host that a proxy has changed.
  headers.origin = `http://${requestHost(headers)}`;
  return null;
}

/** Probes speak HTTP/1.0 without a `Host`, or send one that no address could have: Next is handed the console's own. */
function setHostOfProbe({ url = "", headers }: IncomingMessage, { appUrl }: Config): void {
  if (answersAnyHost(url) && !isWellFormed({ url: "/", host: requestHost(headers) })) {
    headers.host = new URL(appUrl).host;
    delete headers["x-forwarded-host"];
  }
}

/** What Next would fetch from the console itself, to put it into the answer of an action that bears this mark: nothing. */
function skipRedirectPrefetch(mark: string): void {
  const { fetch } = globalThis;
  globalThis.fetch = async (address, options) => {
    const isMarked = options?.headers instanceof Headers && options.headers.get(INTERNAL_REQUEST_HEADER) === mark;
    return isMarked ? new Response(null, { status: 204 }) : fetch(address, options);
  };
}

/** What the action of a post does, or why no form of this console can have sent it; null for what Next looks for no action in. */
async function identifyAction(
  { headers }: IncomingMessage,
  body: Buffer,
  kindOf: KindOfAction,
): Promise<ActionKind | { misfit: Status } | null> {
  const call = { nextAction: headers["next-action"]?.toString(), contentType: headers["content-type"] ?? "" };
  if (!mayBeServerAction(call)) return null;
  const id = await parseServerActionId({ ...call, body });
  if (id === null) return { misfit: "400" };
  return kindOf(id) ?? { misfit: "409" };
}

/** The same request, to be read from the beginning. */
function replayRequest(request: IncomingMessage, body: Buffer): IncomingMessage {
  const { method, url, headers, httpVersion, httpVersionMajor, httpVersionMinor } = request;
  const again = new IncomingMessage(request.socket);
  Object.assign(again, { method, url, headers, httpVersion, httpVersionMajor, httpVersionMinor, complete: true });
  again.push(body);
  again.push(null);
  return again;
}

/** Why a request of each status was refused, for the log. */
const REASONS: Record<Status, string> = {
  "400": "malformed-request",
  "403": "foreign-origin",
  "404": "framework-address",
  "405": "unknown-method",
  "409": "unknown-action",
  "413": "body-too-long",
  "429": "throttled-network",
};

/** The path is logged without its query, which may hold a token. */
function sendRefusal(request: IncomingMessage, response: ServerResponse, status: Status): void {
  const { method = "", url = "/", headers } = request;
  logSecurityEvent({ reason: REASONS[status], ip: clientIp(headers), status: Number(status), method, path: url.split("?")[0] ?? "" });
  const more = { ...(status === "409" && { "x-nextjs-action-not-found": "1" }), ...(status === "429" && { "retry-after": "60" }) };
  response.writeHead(Number(status), { ...refusalHeaders(request), ...more }).end(`${refusals[status]}\n`);
}

/** The whole body, unless it turns out to be longer than `maxBytes`. Throws when the client hangs up. */
async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | "too-long"> {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) return "too-long";
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > maxBytes) return "too-long";
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
