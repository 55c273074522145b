import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { availableParallelism } from "node:os";
import { clientIp, clientShare, networkShare } from "@/lib/http/client-share";
import { isAsset, isCheck } from "@/lib/http/security-headers";
import { logSecurityEvent } from "@/lib/platform/security-event";
import { ASSETS_AT_ONCE, MONITORING_AT_ONCE, PAGES_AT_ONCE, POSTS_AT_ONCE, SIGN_INS_PER_CORE } from "@/lib/policy";
import { sendErrorResponse, sendUnavailable } from "./error-responses";
import { FairQueue } from "./fair-queue";
import type { ActionKind } from "./next-internals";

/** The share of concurrent requests that one client, or all clients that are not signed in, may hold: the rest stays free for others. */
const LARGEST_SHARE = 3 / 4;

/** Pages that may wait for their turn, about 6 s of them on two cores; further ones get 503. */
const PAGES_WAITING_AT_MOST = 600;

/** Forms that may wait for their turn, about 10 s of sign-ins on two cores; further ones get 503. */
const POSTS_WAITING_AT_MOST = 500;

/** A waiting request holds about 10 kB; keeping it waiting slows down a flooding client, refusing it at once does not. */
const ASSETS_WAITING_AT_MOST = 1_000;
const MONITORING_WAITING_AT_MOST = 500;
export const CHECKS_WAITING_AT_MOST = 2_000;

/** A response that its client does not read for so long no longer holds a slot. */
export const SLOW_READER_MS = 1_000;

const MONITORING = /^\/api\/(health\/|metrics(\?|$))/;

/**
 * Queues all requests for Next by kind: by what they do, not by their address, so that sign-ins posted to another page do not
 * delay other forms. Health and metrics are answered while pages wait.
 */
export function createConcurrencyLimits(handle: RequestListener) {
  const signIn = limitConcurrency({
    name: "sign-ins",
    atOnce: SIGN_INS_PER_CORE * availableParallelism(),
    waitingAtMost: POSTS_WAITING_AT_MOST,
  });
  const form = limitConcurrency({ name: "forms", atOnce: POSTS_AT_ONCE, waitingAtMost: POSTS_WAITING_AT_MOST });
  const page = limitConcurrency({ name: "pages", atOnce: PAGES_AT_ONCE, waitingAtMost: PAGES_WAITING_AT_MOST });
  const asset = limitConcurrency({ name: "files", atOnce: ASSETS_AT_ONCE, waitingAtMost: ASSETS_WAITING_AT_MOST });
  const monitoring = limitConcurrency({ name: "monitoring", atOnce: MONITORING_AT_ONCE, waitingAtMost: MONITORING_WAITING_AT_MOST });

  const queueFor = (url: string) => {
    if (isAsset(url)) return asset;
    return MONITORING.test(url) ? monitoring : page;
  };

  return {
    read(request: IncomingMessage, response: ServerResponse): void {
      const work = () => handle(request, response);
      // Checks have their own queue, see front-handlers.ts.
      if (isCheck(request.url ?? "")) work();
      else queueFor(request.url ?? "")({ request, response, share: clientShare(request.headers) }, work);
    },
    /** `kind`: of the action; null for a post without an action, which is answered with a page. */
    post(request: IncomingMessage, response: ServerResponse, kind: ActionKind | null): void {
      const work = () => handle(request, response);
      const share = kind === "sign-in" ? networkShare(request.headers) : clientShare(request.headers);
      const queue = kind === null ? page : { "sign-in": signIn, form }[kind];
      queue({ request, response, share }, work);
    },
  };
}

/** Event of a response whose request waits for another system and releases its slot. */
export const SLOT_RELEASED = "slot-released";

type LimitOptions = { name: string; atOnce: number; waitingAtMost: number };
type Exchange = { request: IncomingMessage; response: ServerResponse; share: readonly string[] };

/** Runs `work` when the client has a slot; a request that does not fit into the queue gets 503. */
export type ConcurrencyLimit = (exchange: Exchange, work: () => void) => void;

/**
 * Runs up to `atOnce` requests at a time and queues the others fairly (see fair-queue.ts). A burst of sign-ins then takes no
 * longer in total, uses less memory, and leaves read requests their share of the processor.
 */
export function limitConcurrency({ name, atOnce, waitingAtMost }: LimitOptions): ConcurrencyLimit {
  const queue = new FairQueue({ atOnce, atOncePerShare: Math.max(1, Math.floor(atOnce * LARGEST_SHARE)), waitingAtMost });
  return ({ request, response, share }, work) => {
    let leave = () => {};
    // Called later, in the context of another request, to which its error does not belong.
    const orAnswerError = (act: () => void) => {
      try {
        act();
      } catch (error) {
        sendErrorResponse(request, response, error);
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
      sendUnavailable(request, response);
    };
    const drop = () => orAnswerError(refuse);
    leave = queue.enter(share, begin, drop);
    if (!response.writableEnded) response.once("close", leave);
  };
}

/** A slot is freed with the response, or earlier when only a slow client delays the response. */
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
  response.once("prefinish", done).once("close", done).once(SLOT_RELEASED, done);
}
