import { markUnavailable } from "@/lib/platform/http/request-fate";
import { log } from "@/lib/platform/log";
import { noteTrouble } from "./outage";

type Where = { routePath: string; routeType: string };

/**
 * What a page, an action or a route has thrown. Trouble with the database is no bug of the request: it is answered with
 * 503 and told of once (see outage.ts); everything else is logged with its stack.
 */
export function noteRequestError(error: unknown, { routePath, routeType }: Where): void {
  if (noteTrouble(error)) markUnavailable();
  else log.error({ err: error, routePath, routeType }, "a request failed");
}
