import { beforeEach, expect, test } from "vitest";
import type { Deps } from "@/lib/platform/deps";
import { KNOWN_BROWSERS_MAX } from "@/lib/policy";
import type { FakeClock } from "@/lib/testing/fake-clock";
import { createTestDeps } from "@/lib/testing/test-deps";
import { addUser, enterPassword, type TestUser } from "@/lib/testing/users";
import { findBrowser, purgeBrowsers, recognizeBrowser } from "./known-browsers";

let deps: Deps;
let clock: FakeClock;
let ada: TestUser;
let grace: TestUser;

beforeEach(async () => {
  ({ deps, clock } = await createTestDeps());
  ada = await addUser(deps, "ada");
  grace = await addUser(deps, "grace");
});

const signIn = (user: TestUser, token?: string) =>
  deps.db.$transaction((tx) => recognizeBrowser(deps, tx, { userId: user.id, token, secondFactor: false }));

test("K1: the first browser, the same one again, and another one", async () => {
  const first = await signIn(ada);
  expect(first).toMatchObject({ known: false, firstBrowser: true, token: expect.stringMatching(/^[\w-]{43}$/) });
  expect(await signIn(ada, first.token)).toEqual({ known: true, firstBrowser: false, token: first.token });
  expect(await signIn(ada)).toMatchObject({ known: false, firstBrowser: false });
  expect(await signIn(grace, first.token)).toMatchObject({ known: false, firstBrowser: true });
});

test.each(["", "made up", "x".repeat(5000)])("K1: the token %j identifies no browser", async (token) => {
  await signIn(ada);
  const recognized = await signIn(ada, token);
  expect(recognized).toMatchObject({ known: false, firstBrowser: false });
  expect(recognized.token).not.toBe(token);
});

test("K2: a token that mallory had before ada signed in with it does not stand for ada", async () => {
  const mallory = await addUser(deps, "mallory");
  const { token: planted } = await signIn(mallory);
  await signIn(ada, planted);
  expect(await signIn(ada, planted)).toMatchObject({ known: false });
});

test("K3: two users who share a browser stay known on it", async () => {
  const { token } = await signIn(ada);
  const shared = await signIn(grace, token);
  expect(await signIn(ada, shared.token)).toMatchObject({ known: true });
  expect(await signIn(grace, shared.token)).toMatchObject({ known: true });
});

test("K4: the database holds no token", async () => {
  const { token } = await signIn(ada);
  expect(JSON.stringify(await deps.db.knownBrowser.findMany())).not.toContain(token);
});

test("K5: a browser is deleted 400 days after the last sign-in, not the first", async () => {
  const { token } = await signIn(ada);
  clock.advance(399 * 24 * 3600);
  expect(await signIn(ada, token)).toMatchObject({ known: true });
  clock.advance(399 * 24 * 3600);
  expect(await signIn(ada, token)).toMatchObject({ known: true });
  clock.advance(401 * 24 * 3600);
  expect(await signIn(ada, token)).toMatchObject({ known: false });
  expect(await deps.db.knownBrowser.count()).toBe(2);
  await purgeBrowsers(deps);
  expect(await deps.db.knownBrowser.count()).toBe(1);
});

test("K6: an account is known in 20 browsers at most; the one seen longest ago is deleted, also under 30 parallel sign-ins", async () => {
  const { token: first } = await signIn(ada);
  const { token: second } = await signIn(ada);
  clock.advance(60);
  await signIn(ada, first);
  for (let count = 2; count < KNOWN_BROWSERS_MAX; count++) await signIn(ada);
  clock.advance(60);
  await signIn(ada);
  expect(await findBrowser(deps, ada.id, second, "password")).toBeNull();
  expect(await findBrowser(deps, ada.id, first, "password")).not.toBeNull();
  await Promise.all(Array.from({ length: 30 }, () => enterPassword(deps, ada)));
  expect(await deps.db.knownBrowser.count({ where: { userId: ada.id } })).toBe(KNOWN_BROWSERS_MAX);
  expect(await deps.db.knownBrowser.count({ where: { userId: grace.id } })).toBe(0);
});

test("K7: a browser is known to second factors once one has passed in it, and not before", async () => {
  const { token } = await signIn(ada);
  expect(await findBrowser(deps, ada.id, token, "second_factor")).toBeNull();
  await deps.db.$transaction((tx) => recognizeBrowser(deps, tx, { userId: ada.id, token, secondFactor: true }));
  expect(await findBrowser(deps, ada.id, token, "second_factor")).not.toBeNull();
  expect(await signIn(ada, token)).toMatchObject({ known: true });
  expect(await findBrowser(deps, ada.id, token, "second_factor")).not.toBeNull();
});
