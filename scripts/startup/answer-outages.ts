import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { hotReload } from "@/lib/platform/hot-reload";
import { type RequestFate, withFate } from "@/lib/platform/http/request-fate";
import { REQUESTS_AT_ONCE } from "@/lib/policy";
import { isDatabaseDown } from "@/lib/web/outage";
import { holdFailure } from "./hold-failure";
import { STEPPED_ASIDE } from "./in-turn";
import { limitAtOnce } from "./limit-at-once";
import { answerUnavailable } from "./unavailable-page";

/** What needs no database, or tells of it itself; in development what hot reload asks for as well. */
const WITHOUT_DATABASE = new RegExp(`^/(_next/${hotReload ? "" : "static/"}|api/health/|icon\\.svg|favicon\\.ico)`);

/** Next's handler, with a clear 503 where the database, or too many others, keep it from answering. */
export function answerOutages(handle: RequestListener): RequestListener {
  const limited = limitAtOnce(REQUESTS_AT_ONCE, (request, response) => answerOrReplace(handle, request, response), answerUnavailable);
  return (request, response) => {
    if (WITHOUT_DATABASE.test(request.url ?? "")) return handle(request, response);
    if (isDatabaseDown()) return answerUnavailable(request, response);
    limited(request, response);
  };
}

function answerOrReplace(handle: RequestListener, request: IncomingMessage, response: ServerResponse): void {
  const fate: RequestFate = { unavailable: false, stepAside: () => void response.emit(STEPPED_ASIDE) };
  holdFailure(response, () => replaceFailure(request, response, fate));
  withFate(fate, () => handle(request, response));
}

function replaceFailure(request: IncomingMessage, response: ServerResponse, fate: RequestFate): boolean {
  if (fate.unavailable) answerUnavailable(request, response);
  return fate.unavailable;
}
