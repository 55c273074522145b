import { beforeEach, expect, test } from "vitest";
import { isEmailVerificationOn } from "@/lib/features/two-factor/state";
import { addSeconds } from "@/lib/platform/clock";
import type { Deps } from "@/lib/platform/deps";
import { createTestDeps } from "@/lib/testing/test-deps";
import { addUser } from "@/lib/testing/users";
import { attemptStatus } from "./attempt";
import { consumePendingSignInAttempt, findAccount, finishAttempt } from "./store";

let deps: Deps;
let now: Date;

beforeEach(async () => {
  ({ deps } = await createTestDeps());
  now = deps.clock.now();
});

const milliseconds = (ms: number) => new Date(now.getTime() + ms);

/** Every combination of facts that decide whether a sign-in has ended, at the limits of each. */
function everyAttempt() {
  const ended = [null, addSeconds(now, -1)];
  return ended.flatMap((consumedAt) =>
    ended.flatMap((cancelledAt) =>
      [-1, 0, 1].flatMap((ms) => [0, 1].map((attemptsLeft) => ({ consumedAt, cancelledAt, expiresAt: milliseconds(ms), attemptsLeft }))),
    ),
  );
}

test("a code is checked for exactly the sign-ins whose status is pending, and one becomes a session unless it has ended", async () => {
  const { id: userId } = await addUser(deps, "ada");
  for (const [index, facts] of everyAttempt().entries()) {
    const tokenHash = `attempt ${index}`;
    const factorsDue = ["totp" as const];
    const made = { tokenHash, userId, factorsPassed: [], factorsDue, remember: false, ip: "", userAgent: "", createdAt: now, ...facts };
    const { id } = await deps.db.loginAttempt.create({ data: made });
    const status = attemptStatus({ ...facts, factorsDue }, now);
    const checked = await consumePendingSignInAttempt(deps.db, { tokenHash, browserHash: "", ip: "" }, now);
    expect(checked !== null, JSON.stringify(facts)).toBe(status === "pending");
    const finished = await finishAttempt(deps.db, id, { passed: ["totp"], browserLocale: null, now });
    expect(finished !== null, JSON.stringify(facts)).toBe(["pending", "no-attempts-left"].includes(status));
  }
});

test("email verification is on for the accounts of isEmailVerificationOn", async () => {
  for (const emailLoginVerification of [false, true]) {
    for (const emailConfirmedAt of [null, now]) {
      const username = `user-${emailLoginVerification}-${emailConfirmedAt !== null}`;
      const { id } = await addUser(deps, username);
      await deps.db.user.update({ where: { id }, data: { emailLoginVerification, emailConfirmedAt } });
      const account = await findAccount(deps.db, username, "");
      expect(account?.emailVerification, username).toBe(isEmailVerificationOn({ emailLoginVerification, emailConfirmedAt }));
    }
  }
});
