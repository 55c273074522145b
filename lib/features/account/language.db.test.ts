import { beforeEach, expect, test } from "vitest";
import { decryptBody, enqueueMail } from "@/lib/features/notifications/outbox";
import { beginSignIn } from "@/lib/features/sign-in/sign-in";
import type { Deps } from "@/lib/platform/deps";
import { createTestDeps } from "@/lib/testing/test-deps";
import { addUser, CLIENT, PASSWORD, signIn, type TestUser, unwrap } from "@/lib/testing/users";
import { chooseLanguage } from "./settings";

let deps: Deps;
let ada: TestUser;

beforeEach(async () => {
  ({ deps } = await createTestDeps());
  ada = await addUser(deps, "ada", { email: "ada@example.com" });
});

/** Signs in from a browser that shows `locale`. Returns the language that it is to show from now on. */
async function languageAfterSignIn(locale?: string) {
  const input = { identifier: "ada", password: PASSWORD, remember: false, returnTo: null, browserToken: undefined };
  const begun = unwrap(await beginSignIn(deps, { ...input, client: { ...CLIENT, ...(locale && { locale }) } }));
  return begun.status === "complete" ? begun.login.language : undefined;
}

/** The language of an email to the user, caused by a request in `locale`, or by another user's. */
async function emailLocale(locale?: string) {
  const input = { userId: ada.id, username: "ada", to: "ada@example.com", mail: { kind: "test" } as const };
  const id = await enqueueMail(deps, deps.db, { ...input, ...(locale && { locale }) });
  const { encryptedBody } = await deps.db.mailMessage.findUniqueOrThrow({ where: { id } });
  return decryptBody(deps, { id, toAddress: "ada@example.com" }, encryptedBody ?? "").content.locale;
}

test("S13: an account without a choice follows each browser, and its emails the last one that signed in", async () => {
  expect((await signIn(deps, ada)).session.user.locale).toBeNull();
  expect(await languageAfterSignIn("fr")).toBeNull();
  expect(await emailLocale()).toBe("fr");
  await languageAfterSignIn();
  expect(await emailLocale()).toBe("fr");
  expect(await emailLocale("ja")).toBe("ja");
});

test("S13: a chosen language is kept for every browser and every email", async () => {
  const { session } = await signIn(deps, ada);
  await chooseLanguage(deps, session, "de");
  expect((await signIn(deps, ada)).session.user.locale).toBe("de");
  expect(await languageAfterSignIn("fr")).toBe("de");
  expect(await emailLocale("ja")).toBe("de");
});

test("a user who has not signed in yet gets emails in English", async () => {
  expect(await emailLocale()).toBe("en");
});

test("a language that this version does not have counts as no choice", async () => {
  await deps.db.user.update({ where: { id: ada.id }, data: { locale: "tlh" } });
  expect((await signIn(deps, ada)).session.user.locale).toBeNull();
  expect(await languageAfterSignIn("fr")).toBeNull();
  expect(await emailLocale()).toBe("fr");
});
