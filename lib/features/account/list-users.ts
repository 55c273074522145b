import { runningThrottle } from "@/lib/features/throttle/rows";
import { expiredBefore, type TwoFactorState } from "@/lib/features/two-factor/state";
import { escapeLike } from "@/lib/platform/db/statements";
import type { Deps } from "@/lib/platform/deps";
import { USER_PAGE_SIZE } from "@/lib/policy";
import { toOverview } from "./find-user";
import { identifierKey } from "./identifier";
import { countUsers, findCursor, findUsers, type UserWhere } from "./store";
import {
  DEFAULT_ORDERS,
  type SortOrder,
  type UserFilter,
  type UserGroup,
  type UserOverview,
  type UserPage,
  type UserPageQuery,
  type UserSort,
} from "./types";

/** Returns every account that matches the filter, ordered by name. */
export async function listUsers(deps: Deps, filter: UserFilter = {}): Promise<UserOverview[]> {
  const rows = await findUsers(deps.db, { where: filterUsers(deps, filter), orderBy: { usernameKey: "asc" } });
  return rows.map((row) => toOverview(deps, row));
}

/** Returns one page of them. Pages begin at a user, not at an offset, so concurrent inserts and deletes skip or repeat no user. */
export async function listUserPage(deps: Deps, { sort, order, after, before, ...filter }: UserPageQuery): Promise<UserPage> {
  const anchor = before ?? after;
  const cursor = anchor ? await findCursor(deps.db, anchor) : null;
  const backwards = cursor !== null && before !== undefined;
  const [column, direction] = [SORT_COLUMNS[sort], directionOf(order ?? DEFAULT_ORDERS[sort], backwards)];
  const rows = await findUsers(deps.db, {
    where: { AND: [filterUsers(deps, filter), ...(cursor ? [afterCursor(column, cursor, direction)] : [])] },
    orderBy: [{ [column]: direction }, { id: direction }],
    take: USER_PAGE_SIZE + 1,
  });
  const shown = rows.slice(0, USER_PAGE_SIZE).map((row) => toOverview(deps, row));
  const users = backwards ? shown.reverse() : shown;
  const [ahead, behind] = [rows.length > USER_PAGE_SIZE, cursor !== null];
  const [hasNext, hasPrevious] = backwards ? [behind, ahead] : [ahead, behind];
  return { users, previous: (hasPrevious && users[0]?.id) || null, next: (hasNext && users.at(-1)?.id) || null };
}

/** Returns how many accounts match the filter, up to `limit`: the database counts no further. */
export async function countUsersUpTo(deps: Deps, limit: number, filter: UserFilter = {}): Promise<number> {
  return countUsers(deps.db, filterUsers(deps, filter), limit);
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

const GRAM_LENGTH = 3;

/** The conditions of a filter; each is served by an index. */
function filterUsers(deps: Deps, { search = "", state, group }: UserFilter): UserWhere {
  const term = identifierKey(search);
  const conditions = [state && stateIs(deps, state), group && GROUPS[group](deps), term && matches(term)];
  return { AND: conditions.filter((condition) => typeof condition === "object") };
}

/** `twoFactorState` as a database condition. */
function stateIs({ clock, config }: Deps, state: TwoFactorState): UserWhere {
  if (state === "not-enabled") return { twoFactorConfirmedAt: null };
  const cutoff = expiredBefore(clock.now(), config.twoFactorMaxAgeDays);
  return { twoFactorConfirmedAt: state === "expired" ? { lt: cutoff } : { gte: cutoff } };
}

const GROUPS: Record<UserGroup, (deps: Deps) => UserWhere> = {
  administrators: () => ({ admin: true }),
  disabled: () => ({ disabledAt: { not: null } }),
  invited: () => ({ passwordHash: null }),
  throttled: ({ clock }) => ({ throttleEntries: { some: runningThrottle(clock.now()) } }),
};

/**
 * Trigrams find candidates by index, the text itself decides. Shorter queries match the beginnings of names only: matching addresses too
 * would make the database read everything before the page. Letters begin the same names in the order of the list, which makes them a
 * range of its index.
 */
function matches(term: string): UserWhere {
  const letters = [...term];
  const text = escapeLike(term);
  if (letters.length < GRAM_LENGTH) {
    const beginning = escapeLike(term.replace(/[0-9].*$/s, ""));
    return { usernameKey: { startsWith: text }, ...(beginning && { nameOrder: { startsWith: beginning } }) };
  }
  const searchGrams = letters.slice(GRAM_LENGTH - 1).map((_, start) => letters.slice(start, start + GRAM_LENGTH).join(""));
  return {
    searchGrams: { hasEvery: [...new Set(searchGrams)] },
    OR: [{ usernameKey: { contains: text } }, { emailKey: { contains: text } }],
  };
}

type Cursor = NonNullable<Awaited<ReturnType<typeof findCursor>>>;
type Direction = "asc" | "desc";

/** Columns that are never null, so that a page begins anywhere. */
const SORT_COLUMNS = { name: "nameOrder", "last-sign-in": "lastSignInKey", created: "createdAt" } as const satisfies Record<
  UserSort,
  keyof Cursor
>;

/** `backwards` for a page that ends before a user. */
function directionOf(order: SortOrder, backwards: boolean): Direction {
  return (order === "ascending") === backwards ? "desc" : "asc";
}

/**
 * Users after the cursor. The comparison with the column alone is redundant, but lets the index scan begin there, so that a late page
 * costs what the first one costs.
 */
function afterCursor(column: keyof Cursor, cursor: Cursor, direction: Direction): UserWhere {
  const operator = direction === "asc" ? "gt" : "lt";
  const value = cursor[column];
  return { [column]: { [`${operator}e`]: value }, OR: [{ [column]: { [operator]: value } }, { id: { [operator]: cursor.id } }] };
}
