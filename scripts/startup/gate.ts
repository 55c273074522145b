import { IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { isCheck, refusalHeaders, setSecurityHeaders } from "@/lib/http/security-headers";
import refusals from "@/lib/i18n/messages/en.refused.json";
import type { Config } from "@/lib/platform/config/config";
import { trustHeaders } from "@/lib/platform/http/client-address";
import { comesFromOwnPage, requestHost } from "@/lib/platform/http/own-pages";
import { readBody } from "@/lib/platform/http/read-body";
import { answersAnyHost, findAddressProblem, pathShown, REQUESTED_PATH_HEADER } from "@/lib/platform/http/requested-address";
import { isWellFormed } from "@/lib/platform/http/well-formed";
import { randomToken, systemRandom } from "@/lib/platform/random";
import { logSecurityEvent } from "@/lib/platform/security-event";
import { FORM_MAX_BYTES } from "@/lib/policy";
import { clientIp, isThrottledNetwork } from "@/lib/http/client-share";
import { isRouterState } from "@/lib/server/router-state";
import { maySeekAction, postedAction } from "@/lib/server/server-action-request";
import { isServed } from "./framework-addresses";
import type { ActionKind, KindOfAction } from "./known-actions";
import { refuseAddress } from "./refuse-address";
import { createTurns } from "./turns";

type Status = keyof typeof refusals;
/** `staticFiles`: the addresses of the build's files, null in development; of the framework's own addresses nothing else is served. */
type Gate = { config: Config; kindOfAction: KindOfAction; staticFiles: ReadonlySet<string> | null; handle: RequestListener };

const OWN_MARK_HEADER = "x-latchkey-own-request";
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
export function createGate({ config, kindOfAction, staticFiles, handle }: Gate): RequestListener {
  const settings = { ...config, hasTrustedProxies: config.trustedProxies.rules.length > 0 };
  const [ownMark, signInMark] = [randomToken(systemRandom), randomToken(systemRandom)];
  answerWithoutPage(signInMark);
  const turns = createTurns(handle);
  return async (request, response) => {
    // Next calls the console itself to finish an action, with the headers of the request that was let in, this one included.
    const mark = request.headers[OWN_MARK_HEADER];
    if (mark === ownMark) {
      request.headers[REQUESTED_PATH_HEADER] = pathShown(request.url ?? "/");
      setSecurityHeaders(request, response);
      return handle(request, response);
    }
    const peer = trustHeaders(request.headers, request.socket.remoteAddress, config.trustedProxies);
    giveHostToProbe(request, config);
    request.headers[REQUESTED_PATH_HEADER] = pathShown(request.url ?? "/");
    request.headers[OWN_MARK_HEADER] = SIGN_IN_PAGE.test(request.url ?? "") ? signInMark : ownMark;
    const unreadable = !isWellFormed({ url: request.url, host: requestHost(request.headers) });
    const misled = !unreadable && findAddressProblem({ url: request.url ?? "", headers: request.headers, peer }, settings);
    if (misled) return refuseAddress(request, response, { problem: misled, peer }, config);
    const refused = unreadable ? "400" : refusal(request, config, staticFiles);
    if (refused) return refuse(request, response, refused);
    setSecurityHeaders(request, response);
    if (READING.includes(request.method ?? "")) return turns.read(request, response);
    const body = await readBody(request, FORM_MAX_BYTES).catch(() => "hung-up" as const);
    if (body === "hung-up") return request.destroy();
    if (body === "too-long") return refuse(request, response, "413");
    const action = await actionOf(request, body, kindOfAction);
    if (typeof action === "object" && action) return refuse(request, response, action.misfit);
    if (action === "sign-in" && isThrottledNetwork(request.headers)) return refuse(request, response, "429");
    turns.post(replay(request, body), response, action);
  };
}

function refusal({ method = "", url = "", headers }: IncomingMessage, { appUrl }: Config, staticFiles: Gate["staticFiles"]): Status | null {
  if (!isServed(url, staticFiles)) return "404";
  // What a proxy asks bears the headers of the application behind it, which may be made with another version of Next.
  if (!isCheck(url) && !isRouterState(headers["next-router-state-tree"])) return "400";
  if (READING.includes(method)) return null;
  if (method !== "POST") return "405";
  if (!comesFromOwnPage({ headers }, appUrl)) return "403";
  // Next compares the two once more, and would refuse `null` and a host that a proxy has changed.
  headers.origin = `http://${requestHost(headers)}`;
  return null;
}

/** Probes speak HTTP/1.0 without a `Host`, or send one that no address could have: Next is handed the console's own. */
function giveHostToProbe({ url = "", headers }: IncomingMessage, { appUrl }: Config): void {
  if (answersAnyHost(url) && !isWellFormed({ url: "/", host: requestHost(headers) })) {
    headers.host = new URL(appUrl).host;
    delete headers["x-forwarded-host"];
  }
}

/** What Next would fetch from the console itself, to put it into the answer of an action that bears this mark: nothing. */
function answerWithoutPage(mark: string): void {
  const { fetch } = globalThis;
  globalThis.fetch = async (address, options) => {
    const isMarked = options?.headers instanceof Headers && options.headers.get(OWN_MARK_HEADER) === mark;
    return isMarked ? new Response(null, { status: 204 }) : fetch(address, options);
  };
}

/** What the action of a post does, or why no form of this console can have sent it; null for what Next looks for no action in. */
async function actionOf({ headers }: IncomingMessage, body: Buffer, kindOf: KindOfAction): Promise<ActionKind | { misfit: Status } | null> {
  const call = { nextAction: headers["next-action"]?.toString(), contentType: headers["content-type"] ?? "" };
  if (!maySeekAction(call)) return null;
  const id = await postedAction({ ...call, body });
  if (id === null) return { misfit: "400" };
  return kindOf(id) ?? { misfit: "409" };
}

/** The same request, to be read from the beginning. */
function replay(request: IncomingMessage, body: Buffer): IncomingMessage {
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
function refuse(request: IncomingMessage, response: ServerResponse, status: Status): void {
  const { method = "", url = "/", headers } = request;
  logSecurityEvent({ reason: REASONS[status], ip: clientIp(headers), status: Number(status), method, path: url.split("?")[0] ?? "" });
  const more = { ...(status === "409" && { "x-nextjs-action-not-found": "1" }), ...(status === "429" && { "retry-after": "60" }) };
  response.writeHead(Number(status), { ...refusalHeaders(request), ...more }).end(`${refusals[status]}\n`);
}
