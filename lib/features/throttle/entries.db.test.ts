import { readdirSync, readFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { confirmAddress } from "@/lib/features/account/address";
import { changePassword } from "@/lib/features/account/change-password";
import { updateSettings } from "@/lib/features/account/settings";
import { requireRecentVerification, reverify, sendReverificationCode } from "@/lib/features/reverification/reverify";
import { beginSignIn } from "@/lib/features/sign-in/sign-in";
import { verifySecondFactor } from "@/lib/features/sign-in/verify-second-factor";
import { beginEnrolment, confirmEnrolment } from "@/lib/features/two-factor/enrolment";
import type { Deps } from "@/lib/platform/deps";
import { SECOND_FACTOR_ATTEMPTS } from "@/lib/policy";
import type { FakeClock } from "@/lib/testing/fake-clock";
import { mailTo } from "@/lib/testing/mailbox";
import { createTestDeps } from "@/lib/testing/test-deps";
import {
  addUser,
  addUserWithTwoFactor,
  CLIENT,
  codeNow,
  enterCode,
  PASSWORD,
  signIn,
  startAttempt,
  type TestUser,
  unwrap,
} from "@/lib/testing/users";
import { type CredentialAttempt, consumeAttempt } from "./throttle";

/** The functions that check a password or code, and the modules that define them. */
const CHECKS = /\b(verifyPassword|checkPassword|checkCode|checkEmailCode|consumeAddressCode|verifyTotp)\(/;
const PARTS = /^lib\/features\/(passwords\/hash|two-factor\/(check-code|totp)|email-codes\/email-codes)\.ts$|\.test\.ts$|generated/;
const ADDRESS = "bob@example.com";

let deps: Deps;
let clock: FakeClock;

beforeEach(async () => {
  ({ deps, clock } = await createTestDeps());
});

/** One input field: its right value, and the submission of a value. */
type Entry = { userId: string; secret: CredentialAttempt["secret"]; right: string; type(typed: string): Promise<unknown> };

const where = { browserToken: undefined, client: CLIENT };
const newestCode = async () => (await mailTo(deps, ADDRESS)).at(-1)?.code ?? "";

/** A user whose sign-in requires an emailed code. */
async function addUserWithEmail(): Promise<TestUser> {
  const bob = await addUser(deps, "bob", { email: ADDRESS });
  await deps.db.user.update({ where: { id: bob.id }, data: { emailConfirmedAt: clock.now(), emailLoginVerification: true } });
  return bob;
}

/** By file, every kind of secret that it accepts. */
const ENTRIES: Record<string, Record<string, () => Promise<Entry>>> = {
  "lib/features/sign-in/sign-in.ts": {
    "a password": async () => {
      const bob = await addUser(deps, "bob");
      const type = (password: string) => beginSignIn(deps, { identifier: "bob", password, remember: false, returnTo: null, ...where });
      return { userId: bob.id, secret: "password", right: PASSWORD, type };
    },
  },
  "lib/features/sign-in/verify-second-factor.ts": {
    "a TOTP code": async () => secondFactor(({ secret }) => codeNow(deps, secret)),
    "a backup code": async () => secondFactor(({ backupCodes }) => backupCodes[0] ?? ""),
    "a mailed code": async () => {
      const bob = await addUserWithEmail();
      const attempt = await startAttempt(deps, bob);
      return { userId: bob.id, secret: "second_factor", right: await newestCode(), type: (code) => enterCode(deps, attempt, code) };
    },
  },
  "lib/features/reverification/reverify.ts": {
    "a TOTP code": async () => {
      const ada = await addUserWithTwoFactor(deps, "ada");
      clock.advance(60);
      const type = (reverification: string) => reverify(deps, { session: ada.session, reverification, ...where });
      return { userId: ada.id, secret: "second_factor", right: codeNow(deps, ada.secret), type };
    },
    "a mailed code": async () => {
      const bob = await addUser(deps, "bob", { email: ADDRESS });
      const { session } = await signIn(deps, bob);
      await deps.db.user.update({ where: { id: bob.id }, data: { emailConfirmedAt: clock.now(), emailLoginVerification: true } });
      unwrap(await sendReverificationCode(deps, { session, client: CLIENT }));
      const type = (reverification: string) => reverify(deps, { session, reverification, ...where });
      return { userId: bob.id, secret: "second_factor", right: await newestCode(), type };
    },
    "a password": async () => {
      const bob = await addUser(deps, "bob");
      const { session } = await signIn(deps, bob);
      const type = (reverification: string) => reverify(deps, { session, reverification, ...where });
      return { userId: bob.id, secret: "password", right: PASSWORD, type };
    },
  },
  "lib/features/account/change-password.ts": {
    "the current password": async () => {
      const { id, session } = await confirmedUser();
      const newPassword = "a longer way to say it";
      const type = (currentPassword: string) => changePassword(deps, { session, currentPassword, newPassword, ...where });
      return { userId: id, secret: "password", right: PASSWORD, type };
    },
  },
  "lib/features/account/address.ts": {
    "a code mailed to a new address": async () => {
      const { id, session } = await confirmedUser();
      const requested = { email: ADDRESS, emailLoginVerification: false, securityMails: false };
      unwrap(await updateSettings(deps, { session, requested, browserToken: undefined, client: CLIENT }));
      const type = (code: string) => confirmAddress(deps, { session, code, ...where });
      return { userId: id, secret: "second_factor", right: await newestCode(), type };
    },
  },
  "lib/features/two-factor/enrolment.ts": {
    "the first code of a new secret": async () => {
      const { id, session } = await confirmedUser();
      const { secret } = await beginEnrolment(deps, { session });
      const type = (code: string) => confirmEnrolment(deps, { session, code, ...where });
      return { userId: id, secret: "second_factor", right: codeNow(deps, secret), type };
    },
  },
};

async function secondFactor(codeOf: (ada: Awaited<ReturnType<typeof addUserWithTwoFactor>>) => string): Promise<Entry> {
  const ada = await addUserWithTwoFactor(deps, "ada");
  clock.advance(60);
  const attemptToken = await startAttempt(deps, ada);
  const type = (code: string) => verifySecondFactor(deps, { attemptToken, code, remember: false, ...where });
  return { userId: ada.id, secret: "second_factor", right: codeOf(ada), type };
}

async function confirmedUser() {
  const { id } = await addUser(deps, "ada");
  return { id, session: unwrap(await requireRecentVerification(deps, (await signIn(deps, { id, username: "ada" })).session)) };
}

/** A wrong value of the right length. */
const wrongFor = (right: string) =>
  /^\d+$/.test(right) ? right.replace(/./g, (digit) => String((Number(digit) + 1) % 10)) : `0${right.slice(1)}`;

test("G14: these are all the files that check a password or code", () => {
  const files = ["app", "components", "lib", "scripts"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`),
  );
  const sources = files.filter((file) => /\.tsx?$/.test(file) && !PARTS.test(file));
  const found = sources.filter((file) => CHECKS.test(readFileSync(file, "utf8")));
  expect(found.sort()).toEqual(Object.keys(ENTRIES).sort());
});

describe.each(Object.entries(ENTRIES))("G14: %s", (_file, kinds) => {
  test.each(Object.entries(kinds))("counts an attempt at %s before it is checked", async (_kind, prepare) => {
    const { userId, secret, right, type } = await prepare();
    const count = async () =>
      (await deps.db.throttleEntry.findFirst({ where: { scope: "account", subject: userId, secret } }))?.failures ?? 0;
    const before = await count();
    expect(await type(wrongFor(right))).toMatchObject({ ok: false });
    expect(await count()).toBe(before + 1);
    const credential = { secret, target: { userId }, browserId: null, ip: CLIENT.ip };
    for (let failures = 0; failures < SECOND_FACTOR_ATTEMPTS.freeFailures; failures++) await consumeAttempt(deps, credential);
    expect(await type(right)).toMatchObject({ ok: false, problem: { code: "too-many-attempts" } });
    await deps.db.throttleEntry.deleteMany();
    expect(await type(right)).toMatchObject({ ok: true });
    expect(await count()).toBe(0);
  });
});
