import { expect, test } from "vitest";
import { isFiltered, sortHref, type UserListQuery, userListHref } from "./user-list-query";

const PLAIN: UserListQuery = { q: "", sort: "name", order: "ascending" };

test("the address holds what differs from the plain list", () => {
  expect(userListHref(PLAIN)).toBe("/admin/users");
  expect(userListHref({ ...PLAIN, q: "ada & co", state: "expired", show: "invited" })).toBe(
    "/admin/users?q=ada+%26+co&state=expired&show=invited",
  );
  expect(userListHref({ ...PLAIN, sort: "created", order: "descending" }, { after: "id" })).toBe("/admin/users?sort=created&after=id");
  expect(userListHref({ ...PLAIN, order: "descending" })).toBe("/admin/users?order=descending");
});

test("a column sorts in its own order first, then in the opposite one, and keeps the filters", () => {
  const query = { ...PLAIN, state: "enabled" } as const;
  expect(sortHref(query, "last-sign-in")).toBe("/admin/users?state=enabled&sort=last-sign-in");
  expect(sortHref({ ...query, sort: "last-sign-in", order: "descending" }, "last-sign-in")).toBe(
    "/admin/users?state=enabled&sort=last-sign-in&order=ascending",
  );
  expect(sortHref({ ...query, order: "descending" }, "name")).toBe("/admin/users?state=enabled");
});

test("a search for blanks is no filter", () => {
  expect([
    isFiltered(PLAIN),
    isFiltered({ ...PLAIN, q: "  " }),
    isFiltered({ ...PLAIN, q: "a" }),
    isFiltered({ ...PLAIN, show: "disabled" }),
  ]).toEqual([false, false, true, true]);
});
