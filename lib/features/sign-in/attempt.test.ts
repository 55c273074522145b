import { expect, test } from "vitest";
import { type AttemptStatus, attemptStatus, factorsDueAfterPassword } from "./attempt";

const NOW = new Date("2026-03-01T12:00:00Z");
const PAST = new Date("2026-03-01T11:59:59Z");
const FUTURE = new Date("2026-03-01T12:00:01Z");

const choices = {
  consumedAt: [null, PAST],
  cancelledAt: [null, PAST],
  expiresAt: [PAST, NOW, FUTURE],
  attemptsLeft: [0, 1, 5],
};

/** An independent model of the code under test: a list of rules, first match wins. */
function expectedStatus(row: { [Key in keyof typeof choices]: (typeof choices)[Key][number] }): AttemptStatus {
  const rules: [boolean, AttemptStatus][] = [
    [row.consumedAt !== null, "finished"],
    [row.cancelledAt !== null, "cancelled"],
    [row.expiresAt !== FUTURE, "timed-out"],
    [row.attemptsLeft === 0, "no-attempts-left"],
    [true, "pending"],
  ];
  return rules.find(([applies]) => applies)?.[1] ?? "pending";
}

const everyAttempt = choices.consumedAt.flatMap((consumedAt) =>
  choices.cancelledAt.flatMap((cancelledAt) =>
    choices.expiresAt.flatMap((expiresAt) =>
      choices.attemptsLeft.map((attemptsLeft) => ({ consumedAt, cancelledAt, expiresAt, attemptsLeft })),
    ),
  ),
);

test(`every one of the ${everyAttempt.length} kinds of attempt has the status of the rules`, () => {
  for (const attempt of everyAttempt) {
    expect(attemptStatus({ ...attempt, factorsDue: ["totp"] }, NOW), JSON.stringify(attempt)).toBe(expectedStatus(attempt));
  }
});

test("time never leads from an end back to pending", () => {
  for (const attempt of everyAttempt) {
    const facts = { ...attempt, factorsDue: [] };
    const [now, later] = [attemptStatus(facts, NOW), attemptStatus(facts, new Date(NOW.getTime() + 86_400_000))];
    if (now !== "pending") expect(later).not.toBe("pending");
  }
});

test.each([
  [true, true, ["totp", "backup_code"]],
  [true, false, ["totp", "backup_code"]],
  [false, true, ["email_code"]],
  [false, false, []],
])("with 2FA %s and email verification %s the password leaves %j due", (hasTwoFactor, emailVerification, factors) => {
  expect(factorsDueAfterPassword({ hasTwoFactor, emailVerification })).toEqual(factors);
});
