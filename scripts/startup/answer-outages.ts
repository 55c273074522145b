import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { hotReload } from "@/lib/platform/hot-reload";
import { type RequestFate, withFate } from "@/lib/platform/http/request-fate";
import { isDatabaseDown } from "@/lib/server/outage";
import { holdFailure } from "./hold-failure";
import { STEPPED_ASIDE } from "./in-turn";
import { answerUnavailable } from "./unavailable-page";

/** In development what hot reload asks for as well. */
const WITHOUT_DATABASE = new RegExp(`^/(_next/${hotReload ? "" : "static/"}|(api/health/(live|ready)|icon\\.svg|favicon\\.ico)(\\?|$))`);

/** Whether what is at `url` needs no database, or tells of it itself. */
function needsNoDatabase(url: string): boolean {
  return WITHOUT_DATABASE.test(url);
}

/** Next's handler, with a clear 503 where the database keeps it from answering. */
export function answerOutages(handle: RequestListener): RequestListener {
  return (request, response) => {
    if (needsNoDatabase(request.url ?? "")) return handle(request, response);
    if (isDatabaseDown()) return answerUnavailable(request, response);
    answerOrReplace(handle, request, response);
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
