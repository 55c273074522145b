import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { sessionShare } from "@/lib/http/client-share";
import { type Credentials, credentialsOf, identityHeaders, isRefused, readVisitor, signInAddress } from "@/lib/http/forward-auth";
import { isCheck } from "@/lib/http/security-headers";
import { CHECKS_AT_ONCE, CHECKS_WAITING_AT_MOST } from "@/lib/policy";
import { limitConcurrency } from "./concurrency-limit";
import { sendUnavailable, withErrorResponse } from "./error-responses";
import { isDatabaseDown } from "./outage";

const NOT_KEPT = { "cache-control": "no-store" };

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
    if (isRefused(credentials)) return sendSignInAddress(request, response);
    if (isDatabaseDown()) return sendUnavailable(request, response);
    const share = sessionShare(request.headers, [...credentials.sessions, ...credentials.passes]);
    const work = withErrorResponse(() => sendIdentity(request, response, credentials));
    turn({ request, response, share }, () => void work(request, response));
  };
}

async function sendIdentity(request: IncomingMessage, response: ServerResponse, credentials: Credentials): Promise<void> {
  const session = await readVisitor(credentials);
  if (!session) return sendSignInAddress(request, response);
  response.writeHead(200, { ...NOT_KEPT, ...identityHeaders(session.user) }).end();
}

/** Both refusals name the sign-in page: nginx can pass on that of a 401 only, browsers follow that of a 302 only. */
function sendSignInAddress({ headers }: IncomingMessage, response: ServerResponse): void {
  const status = headers.accept?.includes("text/html") ? 302 : 401;
  response.writeHead(status, { ...NOT_KEPT, location: signInAddress(headers) }).end();
}
