import type { RequestListener, ServerResponse } from "node:http";
import { sessionShare } from "@/lib/http/client-share";
import { answerForwardAuth, credentialsOf, type ForwardAuthAnswer, isRefused, signInAnswer } from "@/lib/http/forward-auth";
import { isCheck } from "@/lib/http/security-headers";
import { CHECKS_AT_ONCE, CHECKS_WAITING_AT_MOST } from "@/lib/policy";
import { limitConcurrency } from "./concurrency-limit";
import { sendUnavailable, withErrorResponse } from "./error-responses";
import { isDatabaseDown } from "./outage";

/**
 * Answers what a reverse proxy asks before it lets a request through to another application. Here and not by Next, which
 * takes several times as long over an answer as finding the session does; whatever else there is goes on to `handle`.
 *
 * A flood of made-up tokens closes no application: what cannot be a token, and what was refused a moment ago, costs no
 * statement; for the others sessions that were alive lately have turns of their own, and each network its share of the rest.
 */
export function handleForwardAuth(handle: RequestListener): RequestListener {
  const turn = limitConcurrency({ name: "checks", atOnce: CHECKS_AT_ONCE, waitingAtMost: CHECKS_WAITING_AT_MOST });
  return (request, response) => {
    if (!isCheck(request.url ?? "")) return handle(request, response);
    if (request.method === "POST") return void response.writeHead(405, { allow: "GET, HEAD" }).end();
    const credentials = credentialsOf(request.headers.cookie ?? "");
    if (isRefused(credentials)) return send(response, signInAnswer(request.headers));
    if (isDatabaseDown()) return sendUnavailable(request, response);
    const share = sessionShare(request.headers, [...credentials.sessions, ...credentials.forwardAuthTokens]);
    const work = withErrorResponse(async () => send(response, await answerForwardAuth(request.headers, credentials)));
    turn({ request, response, share }, () => void work(request, response));
  };
}

function send(response: ServerResponse, { status, headers }: ForwardAuthAnswer): void {
  response.writeHead(status, headers).end();
}
