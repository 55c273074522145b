import { literally } from "@/lib/platform/db/literally";
import type { Deps } from "@/lib/platform/deps";
import { expiredBefore } from "@/lib/two-factor/state";
import type { TwoFactorState } from "@/lib/two-factor/types";
import { identifierKey } from "./identifier-key";
import type { UserWhere } from "./store";
import type { UserFilter } from "./types";

const GRAM_LENGTH = 3;

/** What a filter asks of the database: an index answers each part of it. */
export function filterUsers(deps: Deps, { search = "", state }: UserFilter): UserWhere {
  const term = identifierKey(search);
  return { AND: [...(state ? [stateIs(deps, state)] : []), ...(term ? [matches(term)] : [])] };
}

/** twoFactorState in the words of the database. */
function stateIs({ clock, config }: Deps, state: TwoFactorState): UserWhere {
  if (state === "not-enabled") return { totpSecret: null };
  const cutoff = expiredBefore(clock.now(), config.twoFactorMaxAgeDays);
  return { totpSecret: { confirmedAt: state === "expired" ? { lt: cutoff } : { gte: cutoff } } };
}

/**
 * The trigrams find candidates by index, the text itself decides. Fewer letters than that find the beginnings of names: a
 * range of the index in the order of the list, where addresses as well would have the database read everything before it.
 */
function matches(term: string): UserWhere {
  const letters = [...term];
  const text = literally(term);
  if (letters.length < GRAM_LENGTH) return { usernameKey: { startsWith: text } };
  const searchGrams = letters.slice(GRAM_LENGTH - 1).map((_, start) => letters.slice(start, start + GRAM_LENGTH).join(""));
  return {
    searchGrams: { hasEvery: [...new Set(searchGrams)] },
    OR: [{ usernameKey: { contains: text } }, { emailKey: { contains: text } }],
  };
}
