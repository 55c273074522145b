import { describe, expect, test } from "vitest";
import { factorsDueAfterPassword } from "@/lib/features/sign-in/attempt";
import messages from "@/lib/i18n/messages/en.json";
import { protectionWithoutTwoFactor, signInProtection } from "./state";

const TABLE = [
  { hasTwoFactor: false, emailVerification: false, protection: "password", factors: [], once2faIsOff: "password" },
  { hasTwoFactor: false, emailVerification: true, protection: "email-code", factors: ["email_code"], once2faIsOff: "email-code" },
  { hasTwoFactor: true, emailVerification: false, protection: "two-factor", factors: ["totp", "backup_code"], once2faIsOff: "password" },
  { hasTwoFactor: true, emailVerification: true, protection: "two-factor", factors: ["totp", "backup_code"], once2faIsOff: "email-code" },
] as const;

test.each(TABLE)("T12: 2FA $hasTwoFactor, emailed codes $emailVerification: protected by $protection", (row) => {
  expect(signInProtection(row)).toBe(row.protection);
  expect(factorsDueAfterPassword(row)).toEqual(row.factors);
  expect(protectionWithoutTwoFactor(row)).toBe(row.once2faIsOff);
});

/** Every text that depends on the protection, by the value it is chosen with. */
const SENTENCES = {
  home: messages.home.twoFactor.off,
  settings: messages.twoFactor.off,
  disableDescription: messages.security.disable.descriptions,
  disable: messages.security.disable.consequences,
  reset: messages.userAction["reset-2fa"].consequences,
  email: messages.mail["administrator-action"]["two-factor-reset"].descriptions,
};

describe.each(Object.entries(SENTENCES))("T12: the sentence of %s", (_where, sentences) => {
  test("names the password alone only where nothing else is required, and the emailed code where it is", () => {
    const { password, "email-code": emailed } = Object.fromEntries(
      Object.entries(sentences).map(([protection, text]) => [protection, JSON.stringify(text)]),
    );
    expect(password).toMatch(/password/i);
    expect(password).not.toMatch(/emailed code|code by email/i);
    expect(emailed).toMatch(/emailed code|code .*by email/i);
    expect(emailed).not.toMatch(/only your password|password alone|anyone with your password/i);
  });
});
