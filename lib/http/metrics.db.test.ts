import { expect, test } from "vitest";
import { addPerson, addProtectedPerson, signIn } from "@/lib/testing/people";
import { createTestDeps } from "@/lib/testing/test-deps";
import { readMetrics } from "./metrics";

const DAY_SECONDS = 24 * 60 * 60;

test("sessions that live, people by state of 2FA, and mail", async () => {
  const { deps, clock } = await createTestDeps();
  await addProtectedPerson(deps, "ada");
  clock.advance(181 * DAY_SECONDS);
  await addProtectedPerson(deps, "grace");
  await signIn(deps, await addPerson(deps, "alan"));
  const mail = { toAddress: "a@example.com", kind: "login-code", subject: "s", createdAt: clock.now(), dueAt: clock.now() };
  await deps.db.mailMessage.createMany({
    data: [mail, { ...mail, sentAt: clock.now() }, { ...mail, abandonedAt: clock.now() }, { ...mail, abandonedAt: clock.now() }],
  });
  expect(await readMetrics(deps)).toEqual({
    sessions: 2,
    users: { "not-enabled": 1, enabled: 1, expired: 1 },
    mail: { waiting: 1, failed: 2 },
  });
});
