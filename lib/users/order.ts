import type { findPlace, UserWhere } from "./store";
import type { UserSort } from "./types";

export type Place = NonNullable<Awaited<ReturnType<typeof findPlace>>>;
type Direction = "asc" | "desc";

/** Names from A on, times from the latest on; `backwards` is the way of a page that ends before somebody. */
function direction(sort: UserSort, backwards: boolean): Direction {
  return (sort === "name") === backwards ? "desc" : "asc";
}

export function orderOf(sort: UserSort, backwards: boolean): Record<string, Direction>[] {
  const way = direction(sort, backwards);
  if (sort === "name") return [{ usernameKey: way }];
  return [{ [sort === "created" ? "createdAt" : "lastSignInKey"]: way }, { id: way }];
}

/**
 * Those who come after the place. The comparison with the time alone says nothing more than the rest does, and lets the
 * index begin there, so that a late page costs what the first one costs.
 */
export function beyond(sort: UserSort, place: Place, backwards: boolean): UserWhere {
  const way = direction(sort, backwards) === "asc" ? "gt" : "lt";
  if (sort === "name") return { usernameKey: { [way]: place.usernameKey } };
  const column = sort === "created" ? "createdAt" : "lastSignInKey";
  const time = place[column];
  return { [column]: { [`${way}e`]: time }, OR: [{ [column]: { [way]: time } }, { id: { [way]: place.id } }] };
}
