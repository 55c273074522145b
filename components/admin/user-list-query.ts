import { DEFAULT_ORDERS, type SortOrder, type UserGroup, type UserSort } from "@/lib/features/account/types";
import type { TwoFactorState } from "@/lib/features/two-factor/state";

/** What `/admin/users` shows, by the names of its parameters; without the place in the list. */
export type UserListQuery = { q: string; state?: TwoFactorState; show?: UserGroup; sort: UserSort; order: SortOrder };

/** The parameters that differ from the plain list. */
export function userListParams({ q, state, show, sort, order }: UserListQuery): Record<string, string> {
  return {
    ...(q && { q }),
    ...(state && { state }),
    ...(show && { show }),
    ...(sort !== "name" && { sort }),
    ...(order !== DEFAULT_ORDERS[sort] && { order }),
  };
}

/** The address of the list with these changes; it begins at the first page unless `place` is given. */
export function userListHref(query: UserListQuery, place: Record<string, string> = {}): string {
  const params = new URLSearchParams({ ...userListParams(query), ...place }).toString();
  return params ? `/admin/users?${params}` : "/admin/users";
}

/** By another column in its own order; by the same one in the opposite order. */
export function sortHref(query: UserListQuery, sort: UserSort): string {
  const turned = query.order === "ascending" ? "descending" : "ascending";
  return userListHref({ ...query, sort, order: query.sort === sort ? turned : DEFAULT_ORDERS[sort] });
}

export function isFiltered({ q, state, show }: UserListQuery): boolean {
  return Boolean(q.trim() || state || show);
}
