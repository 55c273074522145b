import { expiredBefore, type TwoFactorState } from "@/lib/features/two-factor/state";
import { escapeLike } from "@/lib/platform/db/statements";
import type { Deps } from "@/lib/platform/deps";
import { USER_PAGE_SIZE } from "@/lib/policy";
import { toOverview } from "./find-user";
import { identifierKey } from "./identifier";
import { countUsers, findCursor, findUsers, type UserWhere } from "./store";
import type { UserFilter, UserOverview, UserPage, UserPageQuery, UserSort } from "./types";

/** Returns every account that matches the filter, ordered by name. */
export async function listUsers(deps: Deps, filter: UserFilter = {}): Promise<UserOverview[]> {
  const rows = await findUsers(deps.db, { where: filterUsers(deps, filter), orderBy: orderOf("name", false) });
  return rows.map((row) => toOverview(deps, row));
}

/** Returns one page of them. Pages begin at a user, not at an offset, so concurrent inserts and deletes skip or repeat no user. */
export async function listUserPage(deps: Deps, { sort, after, before, ...filter }: UserPageQuery): Promise<UserPage> {
  const anchor = before ?? after;
  const cursor = anchor ? await findCursor(deps.db, anchor) : null;
  const backwards = cursor !== null && before !== undefined;
  const rows = await findUsers(deps.db, {
    where: { AND: [filterUsers(deps, filter), ...(cursor ? [afterCursor(sort, cursor, backwards)] : [])] },
    orderBy: orderOf(sort, backwards),
    take: USER_PAGE_SIZE + 1,
  });
  const shown = rows.slice(0, USER_PAGE_SIZE).map((row) => toOverview(deps, row));
  const users = backwards ? shown.reverse() : shown;
  const [ahead, behind] = [rows.length > USER_PAGE_SIZE, cursor !== null];
  const [hasNext, hasPrevious] = backwards ? [behind, ahead] : [ahead, behind];
  return { users, previous: (hasPrevious && users[0]?.id) || null, next: (hasNext && users.at(-1)?.id) || null };
}

const GRAM_LENGTH = 3;

/** The conditions of a filter; each is served by an index. */
function filterUsers(deps: Deps, { search = "", state }: UserFilter): UserWhere {
  const term = identifierKey(search);
  return { AND: [...(state ? [stateIs(deps, state)] : []), ...(term ? [matches(term)] : [])] };
}

/** Returns the number of users in each 2FA state. */
export async function countUsersByState(deps: Deps): Promise<Record<TwoFactorState, number>> {
  const [notEnabled, enabled, expired] = await Promise.all([
    countUsers(deps.db, stateIs(deps, "not-enabled")),
    countUsers(deps.db, stateIs(deps, "enabled")),
    countUsers(deps.db, stateIs(deps, "expired")),
  ]);
  return { "not-enabled": notEnabled, enabled, expired };
}

/** `twoFactorState` as a database condition. */
function stateIs({ clock, config }: Deps, state: TwoFactorState): UserWhere {
  if (state === "not-enabled") return { totpSecret: null };
  const cutoff = expiredBefore(clock.now(), config.twoFactorMaxAgeDays);
  return { totpSecret: { confirmedAt: state === "expired" ? { lt: cutoff } : { gte: cutoff } } };
}

/**
 * Trigrams find candidates by index, the text itself decides. Shorter queries match the beginnings of names only: an index range in
 * the order of the list. Matching addresses too would make the database read everything before the page.
 */
function matches(term: string): UserWhere {
  const letters = [...term];
  const text = escapeLike(term);
  if (letters.length < GRAM_LENGTH) return { usernameKey: { startsWith: text } };
  const searchGrams = letters.slice(GRAM_LENGTH - 1).map((_, start) => letters.slice(start, start + GRAM_LENGTH).join(""));
  return {
    searchGrams: { hasEvery: [...new Set(searchGrams)] },
    OR: [{ usernameKey: { contains: text } }, { emailKey: { contains: text } }],
  };
}

type Cursor = NonNullable<Awaited<ReturnType<typeof findCursor>>>;
type Direction = "asc" | "desc";

/** Names ascending, times descending; `backwards` for a page that ends before a user. */
function direction(sort: UserSort, backwards: boolean): Direction {
  return (sort === "name") === backwards ? "desc" : "asc";
}

function orderOf(sort: UserSort, backwards: boolean): Record<string, Direction>[] {
  const order = direction(sort, backwards);
  if (sort === "name") return [{ usernameKey: order }];
  return [{ [sort === "created" ? "createdAt" : "lastSignInKey"]: order }, { id: order }];
}

/**
 * Users after the cursor. The comparison with the time alone is redundant, but lets the index scan begin there, so that a late page
 * costs what the first one costs.
 */
function afterCursor(sort: UserSort, cursor: Cursor, backwards: boolean): UserWhere {
  const operator = direction(sort, backwards) === "asc" ? "gt" : "lt";
  if (sort === "name") return { usernameKey: { [operator]: cursor.usernameKey } };
  const column = sort === "created" ? "createdAt" : "lastSignInKey";
  const time = cursor[column];
  return { [column]: { [`${operator}e`]: time }, OR: [{ [column]: { [operator]: time } }, { id: { [operator]: cursor.id } }] };
}
