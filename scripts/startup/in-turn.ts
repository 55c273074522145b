import type { IncomingMessage, ServerResponse } from "node:http";
import { logSecurityEvent } from "@/lib/platform/security-event";
import { LARGEST_SHARE, SLOW_READER_MS } from "@/lib/policy";
import { clientIp } from "@/lib/http/client-share";
import { answerError } from "./answer-errors";
import { FairQueue } from "./fair-queue";
import { answerUnavailable } from "./unavailable-page";

/** Event of a response whose request waits for something else than the console, and takes up no turn meanwhile. */
export const STEPPED_ASIDE = "stepped-aside";

type Limits = { name: string; atOnce: number; waitingAtMost: number };
type Exchange = { request: IncomingMessage; response: ServerResponse; share: readonly string[] };

/** Does `work` when it is the client's turn; a request that cannot be waited for gets 503. */
export type InTurn = (exchange: Exchange, work: () => void) => void;

/**
 * Lets up to `atOnce` requests at a time through, the others as their client's turn comes (see fair-queue.ts). Many sign-ins at
 * once then take no longer in all, hold less memory, and leave what only reads its share of the processor.
 */
export function inTurn({ name, atOnce, waitingAtMost }: Limits): InTurn {
  const queue = new FairQueue({ atOnce, atOncePerShare: Math.max(1, Math.floor(atOnce * LARGEST_SHARE)), waitingAtMost });
  return ({ request, response, share }, work) => {
    let leave = () => {};
    // Called later, while another request is answered, to which its error does not belong.
    const orAnswerError = (act: () => void) => {
      try {
        act();
      } catch (error) {
        answerError(request, response, error);
      }
    };
    const begin = (release: () => void) => {
      response.off("close", leave);
      if (response.destroyed) return release();
      releaseWhenDone(response, release);
      orAnswerError(work);
    };
    const refuse = () => {
      response.off("close", leave);
      logSecurityEvent({ reason: "too-many-requests", ip: clientIp(request.headers), queue: name });
      answerUnavailable(request, response);
    };
    const drop = () => orAnswerError(refuse);
    leave = queue.enter(share, begin, drop);
    if (!response.writableEnded) response.once("close", leave);
  };
}

/** A turn ends with the answer, and before that when only its client keeps the answer from going out. */
function releaseWhenDone(response: ServerResponse, release: () => void): void {
  let wasBlocked = false;
  const timer = setInterval(() => {
    if (wasBlocked && response.writableNeedDrain) done();
    wasBlocked = response.writableNeedDrain;
  }, SLOW_READER_MS);
  const done = () => {
    clearInterval(timer);
    release();
  };
  response.once("prefinish", done).once("close", done).once(STEPPED_ASIDE, done);
}
