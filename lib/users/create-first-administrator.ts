import { hashPassword } from "@/lib/passwords/hash";
import type { Deps } from "@/lib/platform/deps";
import { addAccount } from "./create-user";
import { anyUserExists, lockFirstAccount } from "./store";

export async function hasAccounts({ db }: Pick<Deps, "db">): Promise<boolean> {
  return anyUserExists(db);
}

/**
 * The administrator named by ADMIN_USERNAME and ADMIN_PASSWORD, on a database without accounts. False when there is
 * somebody already, also when a second server is doing the same at this moment.
 */
export async function createFirstAdministrator(
  deps: Deps,
  { username, password }: { username: string; password: string },
): Promise<boolean> {
  if (await anyUserExists(deps.db)) return false;
  const passwordHash = await hashPassword(deps, password);
  return deps.db.$transaction(async (tx) => {
    await lockFirstAccount(tx);
    if (await anyUserExists(tx)) return false;
    const account = { username, email: null, admin: true, actorUserId: null, client: null };
    return (await addAccount(deps, tx, account, passwordHash)).ok;
  });
}
