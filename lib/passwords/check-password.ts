import type { Deps } from "@/lib/platform/deps";
import { verifyPassword } from "./hash";
import { findPasswordHash } from "./store";

/** Whether `password` is that of the account. The caller charges its budget before. */
export async function checkPassword(deps: Deps, userId: string, password: string): Promise<boolean> {
  return verifyPassword(deps, await findPasswordHash(deps.db, userId), password);
}
