import type { Deps } from "@/lib/platform/deps";
import type { TwoFactorState } from "@/lib/two-factor/types";
import { toOverview } from "./overview";
import { findAllUsers } from "./store";
import type { UserOverview } from "./types";

/** Every account, or those in one state of 2FA, in the order of their names. */
export async function listUsers(deps: Deps, { state }: { state?: TwoFactorState } = {}): Promise<UserOverview[]> {
  const users = (await findAllUsers(deps.db)).map((row) => toOverview(deps, row));
  return state ? users.filter((user) => user.twoFactor.state === state) : users;
}
