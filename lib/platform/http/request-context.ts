import { AsyncLocalStorage } from "node:async_hooks";

/** What became of a request on the way to its answer; `releaseSlot` lets the next one have its turn (see lib/server/concurrency-limit.ts). */
export type RequestContext = { unavailable: boolean; releaseSlot(): void };

/** On globalThis: the HTTP server and Next's bundles each have their own copy of this module. */
const shared = globalThis as { latchkeyRequests?: AsyncLocalStorage<RequestContext> };

function requests(): AsyncLocalStorage<RequestContext> {
  shared.latchkeyRequests ??= new AsyncLocalStorage();
  return shared.latchkeyRequests;
}

export function runWithRequestContext<T>(requestContext: RequestContext, handle: () => T): T {
  return requests().run(requestContext, handle);
}

/** Notes that the request being answered failed for a reason that will pass; the HTTP server answers it with 503. */
export function markUnavailable(): void {
  const requestContext = requests().getStore();
  if (requestContext) requestContext.unavailable = true;
}

/** The request being answered goes on to wait for somebody else, a mail server say: others need not wait for it meanwhile. */
export function releaseSlot(): void {
  requests().getStore()?.releaseSlot();
}
