import { type IncomingHttpHeaders, IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { clientIp, isThrottledNetwork } from "@/lib/http/client-share";
import { isCheck, refusalHeaders, setSecurityHeaders } from "@/lib/http/security-headers";
import { standaloneLocale } from "@/lib/http/standalone-locale";
import { type StandaloneTexts, standaloneTexts } from "@/lib/i18n/standalone-texts";
import type { Config } from "@/lib/platform/config/config";
import { sanitizeForwardedHeaders } from "@/lib/platform/http/client-address";
import {
  answersAnyHost,
  findAddressProblem,
  isSameOriginRequest,
  isWellFormed,
  REQUESTED_PATH_HEADER,
  requestHost,
} from "@/lib/platform/http/requested-address";
import { logSecurityEvent } from "@/lib/platform/security-event";
import { FORM_MAX_BYTES } from "@/lib/policy";
import { createConcurrencyLimits } from "./concurrency-limit";
import {
  type ActionKind,
  actionCallOf,
  createOwnRequests,
  hasValidRouterState,
  isServed,
  type KindOfAction,
  mayBeServerAction,
  parseServerActionId,
  pathShown,
  sanitizeNextHeaders,
  UNKNOWN_ACTION_HEADERS,
} from "./next-internals";
import { rejectAddress } from "./reject-address";

type Status = keyof StandaloneTexts["refused"];
/** `staticFiles`: the addresses of the build's files, null in development; no other framework address is served. */
type RequestFilterOptions = {
  config: Config;
  kindOfAction: KindOfAction;
  staticFiles: ReadonlySet<string> | null;
  handle: RequestListener;
};

/**
 * The page after a sign-in step is loaded as a new document: no cached data of an earlier user is shown, password managers
 * notice the sign-in, and no action waits for a page to render.
 */
const SIGN_IN_PAGE = /^\/(login|setup|set-password)(\/|\?|$)/;
const READING = ["GET", "HEAD"];

/**
 * The only way to Next. Checks the origin and size of every request that may change something, and that one of our forms can
 * have sent it. A rejected request gets a line of text, and is counted in the log.
 */
export function createRequestFilter({ config, kindOfAction, staticFiles, handle }: RequestFilterOptions): RequestListener {
  const settings = { ...config, hasTrustedProxies: config.trustedProxies.rules.length > 0 };
  const ownRequests = createOwnRequests();
  const limits = createConcurrencyLimits(handle);
  return async (request, response) => {
    const own = ownRequests.recognize(request.headers);
    if (own === "withoutPage") return void response.writeHead(204).end();
    if (own === "page") {
      request.headers[REQUESTED_PATH_HEADER] = pathShown(request.url ?? "/");
      setSecurityHeaders(request, response);
      return handle(request, response);
    }
    const peer = sanitizeForwardedHeaders(request.headers, request.socket.remoteAddress, config.trustedProxies);
    sanitizeNextHeaders(request.headers);
    setHostOfProbe(request, config);
    request.headers[REQUESTED_PATH_HEADER] = pathShown(request.url ?? "/");
    ownRequests.mark(request.headers, SIGN_IN_PAGE.test(request.url ?? "") ? "withoutPage" : "page");
    const isMalformed = !isWellFormed({ url: request.url, host: requestHost(request.headers) });
    const addressProblem = !isMalformed && findAddressProblem({ url: request.url ?? "", headers: request.headers, peer }, settings);
    if (addressProblem) return rejectAddress(request, response, { problem: addressProblem, peer }, config);
    const refused = isMalformed ? "400" : findRefusal(request, config, staticFiles);
    if (refused) return sendRefusal(request, response, refused);
    setSecurityHeaders(request, response);
    if (READING.includes(request.method ?? "")) return limits.read(request, response);
    const body = await readBody(request, FORM_MAX_BYTES).catch(() => "hung-up" as const);
    if (body === "hung-up") return request.destroy();
    if (body === "too-long") return sendRefusal(request, response, "413");
    const action = await identifyAction(request, body, kindOfAction);
    if (typeof action === "object" && action) return sendRefusal(request, response, action.refused);
    if (action === "sign-in" && isThrottledNetwork(request.headers)) return sendRefusal(request, response, "429");
    setOriginForNext(request.headers);
    limits.post(replayRequest(request, body), response, action);
  };
}

function findRefusal(
  { method = "", url = "", headers }: IncomingMessage,
  { appUrl }: Config,
  staticFiles: RequestFilterOptions["staticFiles"],
): Status | null {
  if (!isServed(url, staticFiles)) return "404";
  // A proxy's check has the headers of the protected application, which may use another version of Next.
  if (!isCheck(url) && !hasValidRouterState(headers)) return "400";
  if (READING.includes(method)) return null;
  if (method !== "POST") return "405";
  return isSameOriginRequest({ headers }, appUrl) ? null : "403";
}

/** Next compares origin and host of a checked post again, and would reject `null` and a host that a proxy has changed. */
function setOriginForNext(headers: IncomingHttpHeaders): void {
  headers.origin = `http://${requestHost(headers)}`;
}

/** Probes use HTTP/1.0 without a `Host`, or send an invalid one: Next gets the console's own. */
function setHostOfProbe({ url = "", headers }: IncomingMessage, { appUrl }: Config): void {
  if (answersAnyHost(url) && !isWellFormed({ url: "/", host: requestHost(headers) })) {
    headers.host = new URL(appUrl).host;
    delete headers["x-forwarded-host"];
  }
}

/** Returns the kind of a post's action, or the status to reject with when the body names no known action; null if Next looks for no action. */
async function identifyAction(
  { headers }: IncomingMessage,
  body: Buffer,
  kindOf: KindOfAction,
): Promise<ActionKind | { refused: Status } | null> {
  const call = actionCallOf(headers);
  if (!mayBeServerAction(call)) return null;
  const id = await parseServerActionId({ ...call, body });
  if (id === null) return { refused: "400" };
  return kindOf(id) ?? { refused: "409" };
}

/** The same request with its body readable from the start. */
function replayRequest(request: IncomingMessage, body: Buffer): IncomingMessage {
  const { method, url, headers, httpVersion, httpVersionMajor, httpVersionMinor } = request;
  const replayed = new IncomingMessage(request.socket);
  Object.assign(replayed, { method, url, headers, httpVersion, httpVersionMajor, httpVersionMinor, complete: true });
  replayed.push(body);
  replayed.push(null);
  return replayed;
}

/** The reason for each status, for the log. */
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
  const more = { ...(status === "409" && UNKNOWN_ACTION_HEADERS), ...(status === "429" && { "retry-after": "60" }) };
  response
    .writeHead(Number(status), { ...refusalHeaders(request), ...more })
    .end(`${standaloneTexts(standaloneLocale(headers)).refused[status]}\n`);
}

/** Returns the whole body, unless it is longer than `maxBytes`. Throws when the client disconnects. */
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
