import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { log } from "@/lib/platform/log";
import { identityHeaders, readVisitor, signInAddress } from "@/lib/web/forward-auth-check";
import { isDatabaseDown, noteTrouble } from "@/lib/web/outage";
import { isCheck } from "@/lib/web/security-headers";
import { answerUnavailable } from "./unavailable-page";

const NOT_KEPT = { "cache-control": "no-store" };

/**
 * Answers what a reverse proxy asks before it lets a request through to another application. Here and not by Next, which
 * takes several times as long over an answer as finding the session does; whatever else there is goes on to `handle`.
 */
export function answerChecks(handle: RequestListener): RequestListener {
  return (request, response) => {
    if (!isCheck(request.url ?? "")) return handle(request, response);
    if (request.method === "POST") return void response.writeHead(405, { allow: "GET, HEAD" }).end();
    if (isDatabaseDown()) return answerUnavailable(request, response);
    answer(request, response).catch((error: unknown) => {
      if (noteTrouble(error)) return answerUnavailable(request, response);
      log.error({ err: error, routePath: "/api/forward-auth" }, "a request failed");
      response.writeHead(500).end();
    });
  };
}

/** Both refusals name the sign-in page: nginx can pass on that of a 401 only, browsers follow that of a 302 only. */
async function answer({ headers }: IncomingMessage, response: ServerResponse): Promise<void> {
  const session = await readVisitor(headers.cookie ?? "");
  if (session) return void response.writeHead(200, { ...NOT_KEPT, ...identityHeaders(session.user) }).end();
  const status = headers.accept?.includes("text/html") ? 302 : 401;
  response.writeHead(status, { ...NOT_KEPT, location: signInAddress(headers) }).end();
}
