import type { Statements } from "@/lib/platform/db/statements";
import type { Deps } from "@/lib/platform/deps";
import { hashBrowserToken } from "./find-browser";
import { deleteOtherBrowsers, holdUser, saveSecondFactor } from "./store";

/**
 * `browserToken`: of the browser at hand, which stays known; without one none does. `secondFactor`: whether the one at hand has
 * passed the second factor that is in force from now on; left out where that has not changed.
 */
type Input = { userId: string; browserToken?: string | undefined; secondFactor?: boolean };

/**
 * Ends the trust in every browser but the one at hand, in the transaction of a change after which an earlier sign-in proves
 * nothing any more: of the password, a second factor, the address, or the sessions as a whole. A sign-in under way holds its user
 * while it adds its browser: it has done so by then, or finds the change.
 */
export async function endOtherBrowsers(deps: Deps, tx: Statements, { userId, browserToken, secondFactor }: Input): Promise<void> {
  const keptHash = hashBrowserToken(deps, browserToken);
  await holdUser(tx, userId);
  await deleteOtherBrowsers(tx, userId, keptHash);
  if (secondFactor !== undefined) await saveSecondFactor(tx, userId, keptHash, secondFactor);
}
