import { AsyncLocalStorage } from "node:async_hooks";
import { processState } from "@/lib/platform/process-state";

/**
 * State of the current request. `notFound`: its page has turned out not to exist for this user; `releaseSlot` frees its slot for the next
 * one (see lib/server/concurrency-limit.ts).
 */
export type RequestContext = { unavailable: boolean; notFound: boolean; releaseSlot(): void };

const requests = () => processState("requests", () => new AsyncLocalStorage<RequestContext>());

export function runWithRequestContext<T>(requestContext: RequestContext, handle: () => T): T {
  return requests().run(requestContext, handle);
}

/** Records that the current request failed for a temporary reason; the HTTP server answers it with 503. */
export function markUnavailable(): void {
  const requestContext = requests().getStore();
  if (requestContext) requestContext.unavailable = true;
}

/** Records that the requested page does not exist for this user; the HTTP server answers with 404, whatever is rendered. */
export function markNotFound(): void {
  const requestContext = requests().getStore();
  if (requestContext) requestContext.notFound = true;
}

export function isMarkedNotFound(): boolean {
  return requests().getStore()?.notFound ?? false;
}

/** Releases the current request's slot while it waits for another system, such as a mail server. */
export function releaseSlot(): void {
  requests().getStore()?.releaseSlot();
}
