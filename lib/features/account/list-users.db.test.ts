import { beforeEach, expect, test } from "vitest";
import type { Deps } from "@/lib/platform/deps";
import { USER_PAGE_SIZE } from "@/lib/policy";
import type { FakeClock } from "@/lib/testing/fake-clock";
import { createTestDeps } from "@/lib/testing/test-deps";
import { identifierKey } from "./identifier";
import { listUserPage, listUsers } from "./list-users";
import type { UserPageQuery } from "./types";

let deps: Deps;
let clock: FakeClock;
beforeEach(async () => {
  ({ deps, clock } = await createTestDeps());
});

type Made = { email?: string; confirmedDaysAgo?: number; signedIn?: number };

async function make(username: string, { email, confirmedDaysAgo, signedIn }: Made = {}) {
  const secondsAgo = (seconds: number) => new Date(clock.now().getTime() - seconds * 1000);
  const confirmedAt = confirmedDaysAgo === undefined ? null : secondsAgo(confirmedDaysAgo * 86_400);
  await deps.db.user.create({
    data: {
      ...{ username, usernameKey: identifierKey(username), createdAt: clock.now() },
      ...(email && { email, emailKey: identifierKey(email) }),
      ...(signedIn !== undefined && { lastSignInAt: secondsAgo(signedIn) }),
      ...(confirmedAt && { totpSecret: { create: { encrypted: "x", keyId: "test", confirmedAt, lastAcceptedStep: 1 } } }),
    },
  });
}

const names = async (query: Partial<UserPageQuery>) =>
  (await listUserPage(deps, { sort: "name", ...query })).users.map(({ username }) => username);

test.each([
  ["an", ["Anna", "André_x"]],
  ["jo", ["Johanna"]],
  ["ha", []],
  ["ann", ["Anna", "Johanna"]],
  ["HANNA", ["Johanna"]],
  ["anna@", ["Anna"]],
  ["work.example", ["Johanna"]],
  ["ré_", ["André_x"]],
  ["dr%", []],
  ["r_x", []],
  ["_x", []],
  ["%", []],
  ["\\", []],
  ["annanna", []],
  ["  Anna ", ["Anna", "Johanna"]],
])("searching %j finds %j", async (search, found) => {
  await make("Anna", { email: "anna@home.example" });
  await make("Johanna", { email: "jo@work.example" });
  await make("André_x");
  expect((await names({ search })).sort()).toEqual([...found].sort());
});

test("U8: the states that the database filters are those of twoFactorState, to the millisecond", async () => {
  await make("off");
  for (const days of [0, 179.9, 180, 180 + 1e-8 * 2, 181, -1]) await make(`on-${days}`, { confirmedDaysAgo: days });
  for (const state of ["not-enabled", "enabled", "expired"] as const) {
    const all = (await listUsers(deps)).filter((user) => user.twoFactor.state === state);
    expect(await listUsers(deps, { state })).toEqual(all);
    expect(all.length).toBeGreaterThan(0);
  }
});

test.each(["name", "last-sign-in", "created"] as const)("U9: pages by %s show every user once, forwards and backwards", async (sort) => {
  const count = 2 * USER_PAGE_SIZE + 7;
  for (let index = 0; index < count; index++) {
    if (index % 3 === 0) clock.advance(1);
    await make(`user-${(index * 37) % count}`, index % 2 ? { signedIn: index % 10 } : {});
  }
  const pages = [await listUserPage(deps, { sort })];
  for (let next = pages[0]?.next; next; next = pages.at(-1)?.next) pages.push(await listUserPage(deps, { sort, after: next }));
  expect(pages.map(({ users }) => users.length)).toEqual([USER_PAGE_SIZE, USER_PAGE_SIZE, 7]);
  expect(new Set(pages.flatMap(({ users }) => users.map(({ id }) => id))).size).toBe(count);
  expect(pages[0]?.previous).toBeNull();
  const back = await listUserPage(deps, { sort, before: pages[2]?.previous ?? "" });
  expect(back).toEqual(pages[1]);
  expect(await listUserPage(deps, { sort, before: back.previous ?? "" })).toEqual(pages[0]);
});

test("by last sign-in the latest comes first and never comes last", async () => {
  await make("never");
  await make("long-ago", { signedIn: 900 });
  await make("just-now", { signedIn: 1 });
  expect(await names({ sort: "last-sign-in" })).toEqual(["just-now", "long-ago", "never"]);
});

test("a cursor at a deleted user shows the first page", async () => {
  await make("anna");
  expect(await names({ after: "018f0000-0000-7000-8000-000000000000" })).toEqual(["anna"]);
});
