import type { Deps } from "@/lib/platform/deps";
import { USER_PAGE_SIZE } from "@/lib/policy";
import { filterUsers } from "./filter";
import { beyond, orderOf } from "./order";
import { toOverview } from "./overview";
import { findPlace, findUsers } from "./store";
import type { UserFilter, UserOverview, UserPage, UserPageQuery } from "./types";

/** Every account that the filter lets through, in the order of their names. */
export async function listUsers(deps: Deps, filter: UserFilter = {}): Promise<UserOverview[]> {
  const rows = await findUsers(deps.db, { where: filterUsers(deps, filter), orderBy: orderOf("name", false) });
  return rows.map((row) => toOverview(deps, row));
}

/** One page of them. It begins at a user, not at a number: nobody is skipped or shown twice when others come and go. */
export async function listUserPage(deps: Deps, { sort, after, before, ...filter }: UserPageQuery): Promise<UserPage> {
  const anchor = before ?? after;
  const place = anchor ? await findPlace(deps.db, anchor) : null;
  const backwards = place !== null && before !== undefined;
  const rows = await findUsers(deps.db, {
    where: { AND: [filterUsers(deps, filter), ...(place ? [beyond(sort, place, backwards)] : [])] },
    orderBy: orderOf(sort, backwards),
    take: USER_PAGE_SIZE + 1,
  });
  const shown = rows.slice(0, USER_PAGE_SIZE).map((row) => toOverview(deps, row));
  const users = backwards ? shown.reverse() : shown;
  const [ahead, behind] = [rows.length > USER_PAGE_SIZE, place !== null];
  const [hasNext, hasPrevious] = backwards ? [behind, ahead] : [ahead, behind];
  return { users, previous: (hasPrevious && users[0]?.id) || null, next: (hasNext && users.at(-1)?.id) || null };
}
