import type { Instrumentation } from "next";

/** Called by Next once when the server starts, before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startWorker } = await import("@/lib/server/worker");
  startWorker();
}

/** Called by Next with every error of a page, an action or a route; Next's own log of it is off (see lib/server/main.ts). */
export const onRequestError: Instrumentation.onRequestError = async (error, _request, where) => {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { recordRequestError } = await import("@/lib/server/outage");
  recordRequestError(error, where);
};
