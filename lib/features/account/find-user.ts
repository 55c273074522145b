import { distance } from "fastest-levenshtein";
import { isEmailVerificationOn, twoFactorState } from "@/lib/features/two-factor/state";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { identifierKey } from "./identifier";
import { findEmailSettings, findKeysAround, findRowById, findUserByKey, type UserRow } from "./store";
import type { UserOverview } from "./types";

/** Finds the account by name or address, in every spelling that signs in. */
export async function findUser(deps: Deps, identifier: string): Promise<UserOverview | null> {
  const row = await findUserByKey(deps.db, identifierKey(identifier));
  return row && toOverview(deps, row);
}

/** Finds the account by id, within the caller's transaction where there is one. */
export async function findUserById(deps: Deps, id: string, tx: Transaction = deps.db): Promise<UserOverview | null> {
  const row = await findRowById(tx, id);
  return row && toOverview(deps, row);
}

/** Returns the address for emailed codes, where email verification is on; else null. */
export async function findEmailCodeAddress({ db }: Deps, userId: string): Promise<string | null> {
  const user = await findEmailSettings(db, userId);
  return user && isEmailVerificationOn(user) ? user.email : null;
}

const CANDIDATES = 500;
const SHOWN = 3;

/** Suggests similar names and addresses, best match first. For operators only: it reveals which accounts exist. */
export async function findSimilarNames(deps: Deps, identifier: string): Promise<string[]> {
  const key = identifierKey(identifier);
  const near = (name: string) => name.includes(key) || distance(name, key) <= Math.max(2, Math.floor(key.length / 3));
  const names = (await findKeysAround(deps.db, key, CANDIDATES)).filter(near);
  return names.sort((one, other) => distance(one, key) - distance(other, key)).slice(0, SHOWN);
}

export function toOverview(deps: Deps, row: UserRow): UserOverview {
  const { totpSecret, _count, disabledAt, emailConfirmedAt, emailLoginVerification, passwordHash, ...user } = row;
  const confirmedAt = totpSecret?.confirmedAt ?? null;
  const state = twoFactorState(confirmedAt, deps.clock.now(), deps.config.twoFactorMaxAgeDays);
  return {
    ...user,
    emailConfirmed: emailConfirmedAt !== null,
    disabled: disabledAt !== null,
    twoFactor: { state, confirmedAt },
    emailVerification: isEmailVerificationOn({ emailLoginVerification, emailConfirmedAt }),
    hasPassword: passwordHash !== null,
    backupCodesLeft: confirmedAt ? _count.backupCodes : 0,
  };
}
