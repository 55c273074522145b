import type { RequestListener, ServerResponse } from "node:http";
import { sessionShare } from "@/lib/http/client-share";
import { answerForwardAuth, credentialsOf, type ForwardAuthAnswer, isRefused, signInAnswer } from "@/lib/http/forward-auth";
import { isCheck } from "@/lib/http/security-headers";
import { CHECKS_AT_ONCE, CHECKS_WAITING_AT_MOST } from "@/lib/policy";
import { limitConcurrency } from "./concurrency-limit";
import { sendUnavailable, withErrorResponse } from "./error-responses";
import { isDatabaseDown } from "./outage";

/**
 * Answers the authentication checks of a reverse proxy for other applications. Here and not in Next, which takes several times
 * as long as finding the session; other requests go to `handle`.
 *
 * A flood of forged tokens does not block applications: malformed and recently refused tokens cost no statement; recently
 * valid sessions have their own slots, and each network gets its share of the rest.
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
