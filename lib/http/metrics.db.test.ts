import { expect, test } from "vitest";
import { createTestDeps } from "@/lib/testing/test-deps";
import { addUser, addUserWithTwoFactor, signIn } from "@/lib/testing/users";
import { readMetrics } from "./metrics";

const DAY_SECONDS = 24 * 60 * 60;

test("metrics count live sessions, users by 2FA state, and emails", async () => {
  const { deps, clock } = await createTestDeps();
  await addUserWithTwoFactor(deps, "ada");
  clock.advance(181 * DAY_SECONDS);
  await addUserWithTwoFactor(deps, "grace");
  await signIn(deps, await addUser(deps, "alan"));
  const mail = { toAddress: "a@example.com", kind: "login-code", subject: "s", createdAt: clock.now(), dueAt: clock.now() };
  await deps.db.mailMessage.createMany({
    data: [mail, { ...mail, sentAt: clock.now() }, { ...mail, failedAt: clock.now() }, { ...mail, failedAt: clock.now() }],
  });
  expect(await readMetrics(deps)).toEqual({
    sessions: 2,
    users: { "not-enabled": 1, enabled: 1, expired: 1 },
    mail: { waiting: 1, failed: 2 },
  });
});
