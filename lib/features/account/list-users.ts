import { expiredBefore, type TwoFactorState } from "@/lib/features/two-factor/state";
import { escapeLike } from "@/lib/platform/db/statements";
import type { Deps } from "@/lib/platform/deps";
import { USER_PAGE_SIZE } from "@/lib/policy";
import { toOverview } from "./find-user";
import { identifierKey } from "./identifier";
import { countUsers, findCursor, findUsers, type UserWhere } from "./store";
import type { UserFilter, UserOverview, UserPage, UserPageQuery, UserSort } from "./types";

/** Every account that the filter lets through, in the order of their names. */
export async function listUsers(deps: Deps, filter: UserFilter = {}): Promise<UserOverview[]> {
  const rows = await findUsers(deps.db, { where: filterUsers(deps, filter), orderBy: orderOf("name", false) });
  return rows.map((row) => toOverview(deps, row));
}

/** One page of them. It begins at a user, not at a number: nobody is skipped or shown twice when others come and go. */
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

/** What a filter asks of the database: an index answers each part of it. */
function filterUsers(deps: Deps, { search = "", state }: UserFilter): UserWhere {
  const term = identifierKey(search);
  return { AND: [...(state ? [stateIs(deps, state)] : []), ...(term ? [matches(term)] : [])] };
}

/** How many users there are in each state of 2FA. */
export async function countUsersByState(deps: Deps): Promise<Record<TwoFactorState, number>> {
  const [notEnabled, enabled, expired] = await Promise.all([
    countUsers(deps.db, stateIs(deps, "not-enabled")),
    countUsers(deps.db, stateIs(deps, "enabled")),
    countUsers(deps.db, stateIs(deps, "expired")),
  ]);
  return { "not-enabled": notEnabled, enabled, expired };
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

/** Names from A on, times from the latest on; `backwards` is the way of a page that ends before somebody. */
function direction(sort: UserSort, backwards: boolean): Direction {
  return (sort === "name") === backwards ? "desc" : "asc";
}

function orderOf(sort: UserSort, backwards: boolean): Record<string, Direction>[] {
  const order = direction(sort, backwards);
  if (sort === "name") return [{ usernameKey: order }];
  return [{ [sort === "created" ? "createdAt" : "lastSignInKey"]: order }, { id: order }];
}

/**
 * Those who come after the place. The comparison with the time alone says nothing more than the rest does, and lets the
 * index begin there, so that a late page costs what the first one costs.
 */
function afterCursor(sort: UserSort, cursor: Cursor, backwards: boolean): UserWhere {
  const operator = direction(sort, backwards) === "asc" ? "gt" : "lt";
  if (sort === "name") return { usernameKey: { [operator]: cursor.usernameKey } };
  const column = sort === "created" ? "createdAt" : "lastSignInKey";
  const time = cursor[column];
  return { [column]: { [`${operator}e`]: time }, OR: [{ [column]: { [operator]: time } }, { id: { [operator]: cursor.id } }] };
}
