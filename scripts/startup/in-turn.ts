import type { RequestListener, ServerResponse } from "node:http";
import pLimit from "p-limit";
import { answerUnavailable } from "./unavailable-page";

/** Event of a response whose request waits for something else than the console, and takes up no turn meanwhile. */
export const STEPPED_ASIDE = "stepped-aside";

type Limits = { atOnce: number; waitingAtMost: number };

/**
 * Hands up to `atOnce` requests at a time on to `handle`, the others as their turn comes, and answers with 503 what comes
 * behind `waitingAtMost` that wait. Many sign-ins at once then take no longer in all, hold less memory, and leave what only
 * reads its share of the processor.
 */
export function inTurn(handle: RequestListener, { atOnce, waitingAtMost }: Limits): RequestListener {
  const limit = pLimit(atOnce);
  return (request, response) => {
    if (limit.pendingCount >= waitingAtMost) return answerUnavailable(request, response);
    void limit(() => untilAnswered(response, () => handle(request, response)));
  };
}

/** Whoever has hung up while waiting has asked for nothing. */
function untilAnswered(response: ServerResponse, work: () => void): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed) return resolve();
    response.once("finish", resolve).once("close", resolve).once(STEPPED_ASIDE, resolve);
    work();
  });
}
