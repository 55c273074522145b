import type { Deps } from "@/lib/platform/deps";
import { deleteForgiven } from "./store";

/** Deletes counts that mean nothing any more, so that the table does not grow with every name that strangers type. */
export async function forgetGuesses(deps: Deps): Promise<void> {
  await deleteForgiven(deps.db, deps.clock.now());
}
