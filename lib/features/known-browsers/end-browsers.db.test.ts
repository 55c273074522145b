import { beforeEach, describe, expect, test } from "vitest";
import { confirmAddress } from "@/lib/features/account/address";
import { changePassword } from "@/lib/features/account/change-password";
import { turnOffEmailVerification, updateSettings } from "@/lib/features/account/settings";
import { actOnUser, actOnUserAsOperator } from "@/lib/features/administration/act-on-user";
import type { AccountChange } from "@/lib/features/administration/types";
import { requireRecentVerification, reverify } from "@/lib/features/reverification/reverify";
import { signOutEverywhereElse } from "@/lib/features/sessions/devices";
import type { ReverifiedSession } from "@/lib/features/sessions/session";
import { verifySecondFactor } from "@/lib/features/sign-in/verify-second-factor";
import { replaceBackupCodes } from "@/lib/features/two-factor/backup-codes";
import { beginEnrolment, confirmEnrolment } from "@/lib/features/two-factor/enrolment";
import { disableTwoFactor } from "@/lib/features/two-factor/two-factor";
import type { Deps } from "@/lib/platform/deps";
import type { FakeClock } from "@/lib/testing/fake-clock";
import { mailTo } from "@/lib/testing/mailbox";
import { createTestDeps } from "@/lib/testing/test-deps";
import {
  addUser,
  addUserWithTwoFactor,
  CLIENT,
  codeNow,
  PASSWORD,
  signIn,
  startAttempt,
  type TestUserWithTwoFactor,
  unwrap,
} from "@/lib/testing/users";
import { findBrowser } from "./known-browsers";

const ADDRESS = "ada@example.com";

let deps: Deps;
let clock: FakeClock;
let ada: TestUserWithTwoFactor;
let session: ReverifiedSession;
/** Two browsers in which ada has signed in with a code: the current one, and another. */
let here: string;
let other: string;

beforeEach(async () => {
  ({ deps, clock } = await createTestDeps());
  ada = await addUserWithTwoFactor(deps, "ada");
  const data = { email: ADDRESS, emailKey: ADDRESS, emailConfirmedAt: clock.now(), securityMails: true };
  await deps.db.user.update({ where: { id: ada.id }, data });
  other = await signInFrom(undefined, 0);
  here = await signInFrom(undefined, 1);
  unwrap(await reverify(deps, { session: ada.session, reverification: ada.backupCodes[5] ?? "", browserToken: here, client: CLIENT }));
  session = unwrap(await requireRecentVerification(deps, { ...ada.session, reverifiedAt: clock.now() }));
});

async function signInFrom(browserToken: string | undefined, backupCode: number): Promise<string> {
  const attemptToken = await startAttempt(deps, ada);
  const code = ada.backupCodes[backupCode] ?? "";
  return unwrap(await verifySecondFactor(deps, { attemptToken, code, remember: false, browserToken, client: CLIENT })).browserToken;
}

const known = async (token: string, secret: "password" | "second_factor" = "second_factor") =>
  (await findBrowser(deps, ada.id, token, secret)) !== null;
const at = () => ({ session, browserToken: here, client: CLIENT });
const settings = { email: ADDRESS, emailLoginVerification: false, securityMails: true };

/** Changes that the user makes in the current browser. */
const CHANGES: Record<string, () => Promise<unknown>> = {
  "a renewal of 2FA": async () => {
    const { secret } = await beginEnrolment(deps, { session });
    unwrap(await confirmEnrolment(deps, { ...at(), code: codeNow(deps, secret) }));
  },
  "a new password": async () =>
    unwrap(await changePassword(deps, { ...at(), currentPassword: PASSWORD, newPassword: "a new lock for the door" })),
  "new backup codes": async () => unwrap(await replaceBackupCodes(deps, at())),
  "signing out everywhere else": () => signOutEverywhereElse(deps, at()),
  "another address": async () => {
    unwrap(await updateSettings(deps, { ...at(), requested: { ...settings, email: "ada@example.org" } }));
    expect(await known(other), "nothing has changed yet").toBe(true);
    const code = (await mailTo(deps, "ada@example.org")).at(-1)?.code ?? "";
    unwrap(await confirmAddress(deps, { ...at(), code }));
  },
  "the address taken off": async () =>
    unwrap(await updateSettings(deps, { ...at(), requested: { email: null, emailLoginVerification: false, securityMails: false } })),
};

test.each(Object.entries(CHANGES))("K8: %s ends the trust in every browser but the current one", async (_name, change) => {
  await change();
  expect([await known(here), await known(other), await known(other, "password")]).toEqual([true, false, false]);
});

test("K8: disabling 2FA and enabling email verification do so too, and the current browser is not known to the new second factor", async () => {
  await disableTwoFactor(deps, at());
  expect([await known(here, "password"), await known(here), await known(other, "password")]).toEqual([true, false, false]);
  unwrap(await updateSettings(deps, { ...at(), requested: { ...settings, emailLoginVerification: true } }));
  expect([await known(here, "password"), await known(here)]).toEqual([true, false]);
});

test("K8: a setting unrelated to identity ends none", async () => {
  unwrap(await updateSettings(deps, { ...at(), requested: { ...settings, securityMails: false } }));
  expect(await known(other)).toBe(true);
});

test("K8: in a browser that is not known, or with a made-up cookie, none stays", async () => {
  for (const browserToken of [undefined, "made up"]) {
    await signInFrom(undefined, browserToken ? 2 : 3);
    await signOutEverywhereElse(deps, { session, browserToken, client: CLIENT });
    expect(await deps.db.knownBrowser.count({ where: { userId: ada.id } })).toBe(0);
  }
});

describe("K8: changes by the operator or an administrator end every known browser", () => {
  test.each(["reset-2fa", "sign-out-everywhere", "disable"] satisfies AccountChange[])("%s by the operator", async (change) => {
    await actOnUserAsOperator(deps, { userId: ada.id, change });
    expect(await deps.db.knownBrowser.count({ where: { userId: ada.id } })).toBe(0);
  });

  test("by an administrator", async () => {
    const root = await addUser(deps, "root", { admin: true });
    const theirs = unwrap(await requireRecentVerification(deps, (await signIn(deps, root)).session));
    unwrap(await actOnUser(deps, { session: theirs, userId: ada.id, action: "sign-out-everywhere", client: CLIENT }));
    expect(await deps.db.knownBrowser.count({ where: { userId: ada.id } })).toBe(0);
    expect(await deps.db.knownBrowser.count({ where: { userId: root.id } })).toBe(1);
  });

  test("email verification turned off by the operator", async () => {
    await deps.db.user.update({ where: { id: ada.id }, data: { emailLoginVerification: true } });
    await turnOffEmailVerification(deps, { userId: ada.id });
    expect(await known(here, "password")).toBe(false);
  });
});

test("K9: after a new password and signing out everywhere else, a sign-in from a browser known before is announced", async () => {
  const notices = () => deps.db.securityNotice.count({ where: { userId: ada.id, kind: "new-browser-sign-in" } });
  const before = await notices();
  await CHANGES["a new password"]?.();
  await signOutEverywhereElse(deps, at());
  const password = "a new lock for the door";
  const signInAgain = async (browserToken: string, code: string) => {
    const attemptToken = await startAttempt(deps, ada, password);
    unwrap(await verifySecondFactor(deps, { attemptToken, code, remember: false, browserToken, client: CLIENT }));
  };
  await signInAgain(here, ada.backupCodes[2] ?? "");
  expect(await notices()).toBe(before);
  await signInAgain(other, ada.backupCodes[3] ?? "");
  expect(await notices()).toBe(before + 1);
});

test("K9: also where no browser is known any more", async () => {
  const notices = () => deps.db.securityNotice.count({ where: { userId: ada.id, kind: "new-browser-sign-in" } });
  const before = await notices();
  await actOnUserAsOperator(deps, { userId: ada.id, change: "sign-out-everywhere" });
  await signInFrom(here, 2);
  expect(await notices()).toBe(before + 1);
});

test("K8: a sign-in that is about to finish while 2FA is renewed leaves no known browser", async () => {
  const attemptToken = await startAttempt(deps, ada);
  const finish = () =>
    verifySecondFactor(deps, { attemptToken, code: ada.backupCodes[4] ?? "", remember: false, browserToken: undefined, client: CLIENT });
  const [, finished] = await Promise.all([CHANGES["a renewal of 2FA"]?.(), finish().catch(() => ({ ok: false as const }))]);
  const count = await deps.db.knownBrowser.count({ where: { userId: ada.id } });
  expect(count).toBe(1);
  expect(finished.ok && (await deps.db.session.count({ where: { userId: ada.id } })) > 1).toBe(false);
});
