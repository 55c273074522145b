import { getDeps } from "./deps";
import { safeReturnTo } from "./safe-redirect";

/** `value` when somebody who has signed in may be led there: a page here, or an address of a listed application; else null. */
export function readReturnTo(value: unknown): string | null {
  return safeReturnTo(value, getDeps().config.forwardAuth.origins);
}
