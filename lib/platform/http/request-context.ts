import { AsyncLocalStorage } from "node:async_hooks";
import { processState } from "@/lib/platform/process-state";

/**
 * State of the current request. `notFound`: its page has turned out not to exist for this user; `releaseSlot` frees its slot for the next
 * one (see lib/server/concurrency-limit.ts). `accountLocale`: the language that the signed-in user has chosen, null for none; undefined
 * until the session was checked.
 */
export type RequestContext = { unavailable: boolean; notFound: boolean; releaseSlot(): void; accountLocale?: string | null };

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

/** Records the language of the signed-in user, so that a server action does not read the session again for each text. */
export function recordAccountLocale(locale: string | null): void {
  const requestContext = requests().getStore();
  if (requestContext) requestContext.accountLocale = locale;
}

export function accountLocale(): string | null | undefined {
  return requests().getStore()?.accountLocale;
}
