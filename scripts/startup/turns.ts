import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { availableParallelism } from "node:os";
import { isAsset, isCheck } from "@/lib/http/security-headers";
import {
  ASSETS_AT_ONCE,
  ASSETS_WAITING_AT_MOST,
  MONITORING_AT_ONCE,
  MONITORING_WAITING_AT_MOST,
  PAGES_AT_ONCE,
  PAGES_WAITING_AT_MOST,
  POSTS_AT_ONCE,
  POSTS_WAITING_AT_MOST,
  SIGN_INS_PER_CORE,
} from "@/lib/policy";
import { clientShare, networkShare } from "@/lib/http/client-share";
import { inTurn } from "./in-turn";
import type { ActionKind } from "./known-actions";

const MONITORING = /^\/api\/(health\/|metrics(\?|$))/;

/**
 * Everything that Next answers has its turn, in a queue of its kind: by what it does and not by the address it was sent to, so
 * that sign-ins posted to another page hold up no other form. Health and metrics are answered while pages wait.
 */
export function createTurns(handle: RequestListener) {
  const signIn = inTurn({ name: "sign-ins", atOnce: SIGN_INS_PER_CORE * availableParallelism(), waitingAtMost: POSTS_WAITING_AT_MOST });
  const form = inTurn({ name: "forms", atOnce: POSTS_AT_ONCE, waitingAtMost: POSTS_WAITING_AT_MOST });
  const page = inTurn({ name: "pages", atOnce: PAGES_AT_ONCE, waitingAtMost: PAGES_WAITING_AT_MOST });
  const asset = inTurn({ name: "files", atOnce: ASSETS_AT_ONCE, waitingAtMost: ASSETS_WAITING_AT_MOST });
  const monitoring = inTurn({ name: "monitoring", atOnce: MONITORING_AT_ONCE, waitingAtMost: MONITORING_WAITING_AT_MOST });

  const queueFor = (url: string) => {
    if (isAsset(url)) return asset;
    return MONITORING.test(url) ? monitoring : page;
  };

  return {
    read(request: IncomingMessage, response: ServerResponse): void {
      const work = () => handle(request, response);
      // Checks have turns of their own, see answer-checks.ts.
      if (isCheck(request.url ?? "")) work();
      else queueFor(request.url ?? "")({ request, response, share: clientShare(request.headers) }, work);
    },
    /** `kind`: what the action does; null for a post that calls none, which is answered with a page. */
    post(request: IncomingMessage, response: ServerResponse, kind: ActionKind | null): void {
      const work = () => handle(request, response);
      const share = kind === "sign-in" ? networkShare(request.headers) : clientShare(request.headers);
      const queue = kind === null ? page : { "sign-in": signIn, form }[kind];
      queue({ request, response, share }, work);
    },
  };
}
