import { IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { availableParallelism } from "node:os";
import refusals from "@/lib/i18n/messages/en.refused.json";
import type { Config } from "@/lib/platform/config/config";
import { REQUEST_ADDRESS_HEADER, trustHeaders } from "@/lib/platform/http/client-address";
import { comesFromOwnPage, requestHost } from "@/lib/platform/http/own-pages";
import { readBody } from "@/lib/platform/http/read-body";
import { isWellFormed } from "@/lib/platform/http/well-formed";
import { randomToken, systemRandom } from "@/lib/platform/random";
import {
  FORM_MAX_BYTES,
  PAGES_AT_ONCE,
  PAGES_WAITING_AT_MOST,
  POSTS_AT_ONCE,
  POSTS_WAITING_AT_MOST,
  SIGN_INS_PER_CORE,
} from "@/lib/policy";
import { maySeekAction, postedAction } from "@/lib/web/posted-action";
import { isRouterState } from "@/lib/web/router-state";
import { isCheck, refusalHeaders, setSecurityHeaders } from "@/lib/web/security-headers";
import { needsNoDatabase } from "./answer-outages";
import { inTurn } from "./in-turn";

type Status = keyof typeof refusals;
type Gate = { config: Config; knowsAction: (id: string) => boolean; handle: RequestListener };

const OWN_MARK_HEADER = "x-latchkey-own-request";
/**
 * What follows a step of a sign-in is loaded as a new document: nothing that the browser has kept for whoever it was before
 * is shown, password managers notice, and no action waits for a page to be made. An answer without a page has Next's part
 * in the browser do so.
 */
const SIGN_IN_PAGE = /^\/(login|setup|set-password)(\/|\?|$)/;
/** The page that Next shows when it fails, an error of 500 itself. */
const ERROR_PAGE = /^\/_global-error(\/|\?|$)/;
const METRICS = /^\/api\/metrics(\?|$)/;
const READING = ["GET", "HEAD"];

/**
 * The one way to Next. Every request that may change something is looked at here: where it comes from, how long it is, and
 * whether a form of ours can have written it. What is refused gets a line of text and leaves none in the log.
 */
export function createGate({ config, knowsAction, handle }: Gate): RequestListener {
  const [ownMark, signInMark] = [randomToken(systemRandom), randomToken(systemRandom)];
  answerWithoutPage(signInMark);
  // Apart: strangers at the sign-in page keep nobody from signing out.
  const signIn = inTurn(handle, { atOnce: SIGN_INS_PER_CORE * availableParallelism(), waitingAtMost: POSTS_WAITING_AT_MOST });
  const post = inTurn(handle, { atOnce: POSTS_AT_ONCE, waitingAtMost: POSTS_WAITING_AT_MOST });
  const read = inTurn(handle, { atOnce: PAGES_AT_ONCE, waitingAtMost: PAGES_WAITING_AT_MOST });
  const turnFor = (url: string) => {
    if (needsNoDatabase(url) || isCheck(url)) return handle;
    // How the console is under load must be told while the pages wait.
    return METRICS.test(url) ? post : read;
  };
  return async (request, response) => {
    // Next calls the console itself to finish an action, with the headers of the request that was let in, this one included.
    const mark = request.headers[OWN_MARK_HEADER];
    if (mark === ownMark) {
      request.headers[REQUEST_ADDRESS_HEADER] = request.url;
      setSecurityHeaders(request, response);
      return handle(request, response);
    }
    trustHeaders(request.headers, request.socket.remoteAddress, config.trustedProxies);
    const isSignIn = SIGN_IN_PAGE.test(request.url ?? "");
    request.headers[OWN_MARK_HEADER] = isSignIn ? signInMark : ownMark;
    request.headers[REQUEST_ADDRESS_HEADER] = request.url;
    const refused = refusal(request, config);
    if (refused) return refuse(request, response, refused);
    setSecurityHeaders(request, response);
    if (READING.includes(request.method ?? "")) return turnFor(request.url ?? "")(request, response);
    const body = await readBody(request, FORM_MAX_BYTES).catch(() => "hung-up" as const);
    if (body === "hung-up") return request.destroy();
    if (body === "too-long") return refuse(request, response, "413");
    const misfit = await misfitOf(request, body, knowsAction);
    if (misfit) return refuse(request, response, misfit);
    return (isSignIn ? signIn : post)(replay(request, body), response);
  };
}

function refusal({ method = "", url = "", headers }: IncomingMessage, { appUrl }: Config): Status | null {
  const host = requestHost(headers);
  if (!isWellFormed({ url, host })) return "400";
  if (ERROR_PAGE.test(url)) return "404";
  // What a proxy asks bears the headers of the application behind it, which may be made with another version of Next.
  if (!isCheck(url) && !isRouterState(headers["next-router-state-tree"])) return "400";
  if (READING.includes(method)) return null;
  if (method !== "POST") return "405";
  if (!comesFromOwnPage({ url, headers }, appUrl)) return "403";
  // Next compares the two once more, and would refuse `null` and a host that a proxy has changed.
  headers.origin = `http://${host}`;
  return null;
}

/** What Next would fetch from the console itself, to put it into the answer of an action that bears this mark: nothing. */
function answerWithoutPage(mark: string): void {
  const { fetch } = globalThis;
  globalThis.fetch = async (address, options) => {
    const isMarked = options?.headers instanceof Headers && options.headers.get(OWN_MARK_HEADER) === mark;
    return isMarked ? new Response(null, { status: 204 }) : fetch(address, options);
  };
}

/** Why no form of this console can have sent the request; null for what Next looks for no action in. */
async function misfitOf({ headers }: IncomingMessage, body: Buffer, knowsAction: Gate["knowsAction"]): Promise<Status | null> {
  const call = { nextAction: headers["next-action"]?.toString(), contentType: headers["content-type"] ?? "" };
  if (!maySeekAction(call)) return null;
  const action = await postedAction({ ...call, body });
  if (action === null) return "400";
  return knowsAction(action) ? null : "409";
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

function refuse({ url = "/" }: IncomingMessage, response: ServerResponse, status: Status): void {
  const notFound = status === "409" ? { "x-nextjs-action-not-found": "1" } : {};
  response.writeHead(Number(status), { ...refusalHeaders(url), ...notFound }).end(`${refusals[status]}\n`);
}
