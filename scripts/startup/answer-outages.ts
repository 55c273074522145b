import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { type RequestFate, withFate } from "@/lib/platform/http/request-fate";
import { isDatabaseDown } from "@/lib/web/outage";
import { holdFailure } from "./hold-failure";
import { answerUnavailable } from "./unavailable-page";

/** What needs no database, or tells of it itself. */
const WITHOUT_DATABASE = /^\/(_next\/|api\/health\/|icon\.svg|favicon\.ico)/;

/** Next's handler, with a clear 503 where the database keeps it from answering. */
export function answerOutages(handle: RequestListener): RequestListener {
  return (request, response) => {
    const fate: RequestFate = { unavailable: false };
    const needsDatabase = !WITHOUT_DATABASE.test(request.url ?? "");
    if (needsDatabase && isDatabaseDown()) return answerUnavailable(request, response);
    if (needsDatabase) holdFailure(response, () => replaceFailure(request, response, fate));
    withFate(fate, () => handle(request, response));
  };
}

function replaceFailure(request: IncomingMessage, response: ServerResponse, fate: RequestFate): boolean {
  if (fate.unavailable) answerUnavailable(request, response);
  return fate.unavailable;
}
