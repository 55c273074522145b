import { beforeEach, describe, expect, test } from "vitest";
import { actOnUserAsOperator } from "@/lib/features/administration/act-on-user";
import { readSession } from "@/lib/features/sessions/session";
import type { Deps } from "@/lib/platform/deps";
import { SETUP_LINK_LIFETIME_SECONDS } from "@/lib/policy";
import type { FakeClock } from "@/lib/testing/fake-clock";
import { createTestDeps } from "@/lib/testing/test-deps";
import { addUser, addUserWithTwoFactor, CLIENT, enterPassword, PASSWORD, signIn, unwrap } from "@/lib/testing/users";
import { createFirstAdministrator, createUser } from "./accounts";
import { findSimilarNames, findUser } from "./find-user";
import { listUsers } from "./list-users";
import { completeSetup, issueSetupLink, readSetupLink } from "./one-time-links";

const LINK_OVER = { ok: false, problem: { code: "link-invalid" } };
const BY_OPERATOR = { actorUserId: null, client: null };

let deps: Deps;
let clock: FakeClock;
beforeEach(async () => {
  ({ deps, clock } = await createTestDeps());
});

const create = (username: string, email: string | null = null) =>
  createUser(deps, { username, email, password: PASSWORD, admin: false, ...BY_OPERATOR });
const finishSetup = (token: string, username = "ada") =>
  completeSetup(deps, { token, username, password: PASSWORD, email: null, client: CLIENT });

test("U1: names and addresses are unique, in every case and Unicode form", async () => {
  expect((await create("Zoë", "Zoe@Example.com")).ok).toBe(true);
  expect(await create("ZOE\u0308")).toEqual({ ok: false, problem: { code: "username-taken" } });
  expect(await create("other", "zoe@example.COM")).toEqual({ ok: false, problem: { code: "email-taken" } });
  expect((await findUser(deps, " zoë "))?.username).toBe("Zoë");
  expect((await findUser(deps, "ZOE@example.com"))?.username).toBe("Zoë");
});

test("U1: a burst of requests for one name creates and records one account", async () => {
  const results = await Promise.all(Array.from({ length: 20 }, () => create("ada")));
  expect(results.filter((result) => result.ok)).toHaveLength(1);
  expect(await deps.db.user.count()).toBe(1);
  expect(await deps.db.auditEvent.count({ where: { type: "user-created" } })).toBe(1);
});

test.each([
  ["PasswordPassword", "common-password"],
  ["Latchkey-2024-Latchkey", "personal-password"],
  ["ada-ada-ada-ada", "personal-password"],
  ["31.12.1999 01.01.2000", "date-password"],
  ["elbow tiger 42", "password-too-short"],
])("U10: neither the command line nor a setup link sets %s", async (password, code) => {
  const account = { username: "ada", password, email: null };
  expect(await createUser(deps, { ...account, admin: false, ...BY_OPERATOR })).toMatchObject({ ok: false, problem: { code } });
  const token = (await issueSetupLink(deps)) ?? "";
  expect(await completeSetup(deps, { ...account, token, client: CLIENT })).toMatchObject({ ok: false, problem: { code } });
  expect(await deps.db.user.count()).toBe(0);
  unwrap(await finishSetup(token));
});

test("U4: concurrent creation of the first administrator, by variables and by link, creates one", async () => {
  const token = (await issueSetupLink(deps)) ?? "";
  const byVariables = Array.from({ length: 4 }, (_, index) =>
    createFirstAdministrator(deps, { username: `root${index}`, password: PASSWORD }),
  );
  const byLink = Array.from({ length: 4 }, (_, index) => finishSetup(token, `ada${index}`));
  const made = [...(await Promise.all(byVariables)), ...(await Promise.all(byLink)).map((result) => result.ok)];
  expect(made.filter(Boolean)).toHaveLength(1);
  expect(await deps.db.user.findMany({ select: { admin: true } })).toEqual([{ admin: true }]);
});

describe("U5: a setup link", () => {
  test("works once, however often it is read before", async () => {
    const token = (await issueSetupLink(deps)) ?? "";
    for (let read = 0; read < 3; read++) expect((await readSetupLink(deps, token)).ok).toBe(true);
    unwrap(await finishSetup(token));
    expect(await deps.db.user.findMany()).toMatchObject([{ username: "ada", admin: true }]);
    expect(await finishSetup(token, "eve")).toEqual(LINK_OVER);
    expect(await readSetupLink(deps, token)).toEqual(LINK_OVER);
    expect(await issueSetupLink(deps)).toBeNull();
  });

  test("makes one administrator, also under 50 parallel submissions", async () => {
    const token = (await issueSetupLink(deps)) ?? "";
    const results = await Promise.all(Array.from({ length: 50 }, (_, index) => finishSetup(token, `ada${index}`)));
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(results.filter((result) => !result.ok)).toEqual(Array(49).fill(LINK_OVER));
    expect(await deps.db.user.count()).toBe(1);
  });

  test("expires after its time, and when a newer one is issued", async () => {
    const first = (await issueSetupLink(deps)) ?? "";
    const second = (await issueSetupLink(deps)) ?? "";
    expect(await finishSetup(first)).toEqual(LINK_OVER);
    clock.advance(SETUP_LINK_LIFETIME_SECONDS);
    expect(await readSetupLink(deps, second)).toEqual(LINK_OVER);
    expect(await finishSetup(second)).toEqual(LINK_OVER);
    expect(await deps.db.user.count()).toBe(0);
  });

  test("is invalid once any account exists, and when it was never issued", async () => {
    const token = (await issueSetupLink(deps)) ?? "";
    expect(await finishSetup("made-up")).toEqual(LINK_OVER);
    await create("somebody");
    expect(await readSetupLink(deps, token)).toEqual(LINK_OVER);
    expect(await finishSetup(token)).toEqual(LINK_OVER);
  });

  test("U7: leaves no usable token in the database", async () => {
    const token = (await issueSetupLink(deps)) ?? "";
    expect(JSON.stringify(await deps.db.oneTimeLink.findMany())).not.toContain(token);
  });
});

test("U6: disabling ends sessions and sign-ins, enabling restores none", async () => {
  const ada = await addUser(deps, "ada");
  const change = async (disabled: boolean) =>
    (await actOnUserAsOperator(deps, { userId: ada.id, change: disabled ? "disable" : "enable" })).due;
  const { token } = await signIn(deps, ada);
  expect(await change(true)).toBe(true);
  expect(await readSession(deps, token)).toBeNull();
  expect((await enterPassword(deps, ada)).ok).toBe(false);
  expect(await change(true)).toBe(false);
  expect(await change(false)).toBe(true);
  expect(await readSession(deps, token)).toBeNull();
  expect((await enterPassword(deps, ada)).ok).toBe(true);
  const events = await deps.db.auditEvent.findMany({ where: { type: { startsWith: "user-" } }, orderBy: { id: "asc" } });
  expect(events.map((event) => event.type)).toEqual(["user-disabled", "user-enabled"]);
});

test("an overview holds the 2FA state and the number of backup codes left", async () => {
  await addUserWithTwoFactor(deps, "bob");
  await addUser(deps, "ada");
  const states = async () =>
    (await listUsers(deps)).map(({ username, twoFactor, backupCodesLeft }) => [username, twoFactor.state, backupCodesLeft]);
  expect(await states()).toEqual([
    ["ada", "not-enabled", 0],
    ["bob", "enabled", 6],
  ]);
  clock.advance(181 * 24 * 60 * 60);
  expect((await states())[1]).toEqual(["bob", "expired", 6]);
  expect((await listUsers(deps, { state: "expired" })).map(({ username }) => username)).toEqual(["bob"]);
  expect((await listUsers(deps, { state: "enabled" })).map(({ username }) => username)).toEqual([]);
});

test("suggestions list similar names, the nearest first", async () => {
  for (const name of ["ada", "adam", "charles", "grace"]) await addUser(deps, name);
  expect(await findSimilarNames(deps, "adda")).toEqual(["ada", "adam"]);
  expect(await findSimilarNames(deps, "gracee")).toEqual(["grace"]);
  for (const none of ["zzz", "\\", "%", "z%", "_"]) expect(await findSimilarNames(deps, none), none).toEqual([]);
});
