import { IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import refusals from "@/lib/i18n/messages/en.refused.json";
import type { Config } from "@/lib/platform/config/config";
import { trustHeaders } from "@/lib/platform/http/client-address";
import { comesFromOwnPage, requestHost } from "@/lib/platform/http/own-pages";
import { readBody } from "@/lib/platform/http/read-body";
import { isWellFormed } from "@/lib/platform/http/well-formed";
import { randomToken, systemRandom } from "@/lib/platform/random";
import { FORM_MAX_BYTES } from "@/lib/policy";
import { maySeekAction, postedAction } from "@/lib/web/posted-action";
import { isRouterState } from "@/lib/web/router-state";
import { everyAnswersHeaders, refusalHeaders } from "@/lib/web/security-headers";

type Status = keyof typeof refusals;
type Gate = { config: Config; knowsAction: (id: string) => boolean; handle: RequestListener };

const OWN_MARK_HEADER = "x-latchkey-own-request";
const READING = ["GET", "HEAD"];

/**
 * The one way to Next. Every request that may change something is looked at here: where it comes from, how long it is, and
 * whether a form of ours can have written it. What is refused gets a line of text and leaves none in the log.
 */
export function createGate({ config, knowsAction, handle }: Gate): RequestListener {
  const ownMark = randomToken(systemRandom);
  return async (request, response) => {
    // Next calls the console itself to finish an action, with the headers of the request that was let in, this one included.
    if (request.headers[OWN_MARK_HEADER] === ownMark) return handle(request, response);
    trustHeaders(request.headers, request.socket.remoteAddress, config.trustedProxies);
    request.headers[OWN_MARK_HEADER] = ownMark;
    for (const [name, value] of Object.entries(everyAnswersHeaders(request.url ?? ""))) response.setHeader(name, value);
    const refused = refusal(request, config);
    if (refused) return refuse(response, refused);
    if (READING.includes(request.method ?? "")) return handle(request, response);
    const body = await readBody(request, FORM_MAX_BYTES).catch(() => "hung-up" as const);
    if (body === "hung-up") return request.destroy();
    if (body === "too-long") return refuse(response, "413");
    const misfit = await misfitOf(request, body, knowsAction);
    return misfit ? refuse(response, misfit) : handle(replay(request, body), response);
  };
}

function refusal({ method = "", url = "", headers }: IncomingMessage, { appUrl }: Config): Status | null {
  const host = requestHost(headers);
  if (!isWellFormed({ url, host }) || !isRouterState(headers["next-router-state-tree"])) return "400";
  if (READING.includes(method)) return null;
  if (method !== "POST") return "405";
  if (!comesFromOwnPage({ url, headers }, appUrl)) return "403";
  // Next compares the two once more, and would refuse `null` and a host that a proxy has changed.
  headers.origin = `http://${host}`;
  return null;
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

function refuse(response: ServerResponse, status: Status): void {
  const notFound = status === "409" ? { "x-nextjs-action-not-found": "1" } : {};
  response.writeHead(Number(status), { ...refusalHeaders(), ...notFound }).end(`${refusals[status]}\n`);
}
