import { beforeEach, describe, expect, test } from "vitest";
import type { Deps } from "@/lib/platform/deps";
import { USER_PAGE_SIZE } from "@/lib/policy";
import type { FakeClock } from "@/lib/testing/fake-clock";
import { createTestDeps } from "@/lib/testing/test-deps";
import { identifierKey } from "./identifier";
import { countUsersUpTo, listUserPage, listUsers } from "./list-users";
import { SORT_ORDERS, USER_SORTS, type UserGroup, type UserPageQuery } from "./types";

let deps: Deps;
let clock: FakeClock;
beforeEach(async () => {
  ({ deps, clock } = await createTestDeps());
});

type Made = { email?: string; confirmedDaysAgo?: number; signedIn?: number; admin?: boolean; disabled?: boolean; invited?: boolean };

async function make(username: string, { email, confirmedDaysAgo, signedIn, admin, disabled, invited }: Made = {}) {
  const secondsAgo = (seconds: number) => new Date(clock.now().getTime() - seconds * 1000);
  const confirmedAt = confirmedDaysAgo === undefined ? null : secondsAgo(confirmedDaysAgo * 86_400);
  return deps.db.user.create({
    data: {
      ...{ username, usernameKey: identifierKey(username), createdAt: clock.now(), admin, passwordHash: invited ? null : "hash" },
      ...(disabled && { disabledAt: clock.now() }),
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

const ORDERS = USER_SORTS.flatMap((sort) => SORT_ORDERS.map((order) => ({ sort, order })));

test.each(ORDERS)("U9: pages by $sort, $order, show every user once, forwards and backwards", async ({ sort, order }) => {
  const count = 2 * USER_PAGE_SIZE + 7;
  for (let index = 0; index < count; index++) {
    if (index % 3 === 0) clock.advance(1);
    await make(`user-${(index * 37) % count}`, index % 2 ? { signedIn: index % 10 } : {});
  }
  const read = (place: Pick<UserPageQuery, "after" | "before"> = {}) => listUserPage(deps, { sort, order, ...place });
  const pages = [await read()];
  for (let next = pages[0]?.next; next; next = pages.at(-1)?.next) pages.push(await read({ after: next }));
  expect(pages.map(({ users }) => users.length)).toEqual([USER_PAGE_SIZE, USER_PAGE_SIZE, 7]);
  expect(new Set(pages.flatMap(({ users }) => users.map(({ id }) => id))).size).toBe(count);
  expect(pages[0]?.previous).toBeNull();
  const back = await read({ before: pages[2]?.previous ?? "" });
  expect(back).toEqual(pages[1]);
  expect(await read({ before: back.previous ?? "" })).toEqual(pages[0]);
});

test("names are in natural order: numbers by their value, at any length", async () => {
  const inOrder = [
    ...["3", "12", "a.9", "a.10", "ada", "user", "user-2", "user0", "user1", "user2", "user2b", "user10", "user10.2", "user10.11"],
    ...["user99999999999999999998", "user99999999999999999999", "user100000000000000000000", "users", "Émile2", "émile10"],
  ];
  for (const name of [...inOrder].reverse()) await make(name);
  expect(await names({})).toEqual(inOrder);
  expect(await names({ order: "descending" })).toEqual([...inOrder].reverse());
  expect(await names({ search: "u" })).toEqual(inOrder.filter((name) => name.startsWith("u")));
  expect(await names({ search: "1" })).toEqual(["12"]);
  expect(
    (await listUsers(deps)).map(({ username }) => username),
    "the command line goes by code points",
  ).toEqual([...inOrder].sort(byKey));
});

const byKey = (one: string, other: string) => Buffer.compare(Buffer.from(identifierKey(one)), Buffer.from(identifierKey(other)));

test("numbers that differ in leading zeros alone are two places in the list", async () => {
  for (const name of ["user02", "user2", "user002"]) await make(name);
  expect((await names({})).sort()).toEqual(["user002", "user02", "user2"]);
});

describe("a group", () => {
  const delay = async (username: string, throttledUntil: Date, lastAttemptAt = clock.now()) => {
    const { id } = await make(username);
    const row = { secret: "password", scope: "account", subject: id, userId: id, failures: 9, lastAttemptAt, throttledUntil } as const;
    await deps.db.throttleEntry.createMany({ data: [row, { ...row, secret: "second_factor" }] });
  };

  test.each<[UserGroup, string]>([
    ["administrators", "root"],
    ["disabled", "gone"],
    ["invited", "new"],
    ["throttled", "slow"],
  ])("%s holds those users, in pages and in counts", async (group, username) => {
    await make("plain");
    await make("root", { admin: true });
    await make("gone", { disabled: true });
    await make("new", { invited: true });
    const later = new Date(clock.now().getTime() + 60_000);
    await delay("slow", later);
    await delay("free-again", clock.now());
    await delay("ahead", later, new Date(clock.now().getTime() + 3_600_000));
    expect(await names({ group })).toEqual([username]);
    expect(await names({ group, search: username, state: "not-enabled", sort: "created" })).toEqual([username]);
    expect(await names({ group, state: "enabled" })).toEqual([]);
    expect(await countUsersUpTo(deps, 10, { group })).toBe(1);
  });

  test("of many users is counted no further than the limit", async () => {
    for (let index = 0; index < 5; index++) await make(`admin${index}`, { admin: true });
    expect(await countUsersUpTo(deps, 3, { group: "administrators" })).toBe(3);
    expect(await countUsersUpTo(deps, 3)).toBe(3);
    expect(await countUsersUpTo(deps, 9)).toBe(5);
  });
});

test("U15: the state in the list follows every change of the secret", async () => {
  const { id } = await make("ada", { confirmedDaysAgo: 200 });
  expect(await names({ state: "expired" })).toEqual(["ada"]);
  await deps.db.totpSecret.update({ where: { userId: id }, data: { lastAcceptedStep: 7 } });
  expect(await names({ state: "expired" })).toEqual(["ada"]);
  await deps.db.totpSecret.update({ where: { userId: id }, data: { confirmedAt: clock.now() } });
  expect(await names({ state: "enabled" })).toEqual(["ada"]);
  await deps.db.totpSecret.deleteMany({ where: { userId: id } });
  expect(await names({ state: "not-enabled" })).toEqual(["ada"]);
  await deps.db.totpSecret.create({ data: { userId: id, encrypted: "x", keyId: "test", confirmedAt: clock.now(), lastAcceptedStep: 1 } });
  expect(await names({ state: "enabled" })).toEqual(["ada"]);
  await deps.db.user.delete({ where: { id } });
  expect(await countUsersUpTo(deps, 9)).toBe(0);
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
