import { beforeEach, expect, test } from "vitest";
import type { Deps } from "@/lib/platform/deps";
import { OVERVIEW_COUNT_MAX } from "@/lib/policy";
import type { FakeClock } from "@/lib/testing/fake-clock";
import { recordingTransport, withMail } from "@/lib/testing/recording-transport";
import { createTestDeps } from "@/lib/testing/test-deps";
import { addUser, addUserWithTwoFactor } from "@/lib/testing/users";
import { readOverview } from "./read-overview";

let deps: Deps;
let clock: FakeClock;

beforeEach(async () => {
  ({ deps, clock } = await createTestDeps());
});

const DAY_MS = 24 * 60 * 60 * 1000;
const counts = async () => {
  const entries = Object.entries((await readOverview(deps)).counts);
  return Object.fromEntries(entries.map(([name, { value, isMore }]) => [name, isMore ? `${value}+` : value]));
};

async function throttle(userId: string, subject: string, throttledUntil: Date): Promise<void> {
  const lastAttemptAt = clock.now();
  const entry = { secret: "password", failures: 11, lastAttemptAt, throttledUntil, userId } as const;
  await deps.db.throttleEntry.createMany({
    data: [
      { ...entry, scope: "account", subject },
      { ...entry, scope: "browser", subject: `${subject} browser` },
    ],
  });
}

async function addEmail(times: { sentAt?: Date; failedAt?: Date }): Promise<void> {
  const row = { toAddress: "ada@example.com", kind: "address-code", subject: "x", createdAt: clock.now(), dueAt: clock.now() };
  await deps.db.mailMessage.create({ data: { ...row, ...times } });
}

test("counts users by what needs attention, and failed emails", async () => {
  expect(await counts()).toEqual({ users: 0, withoutTwoFactor: 0, expired: 0, throttled: 0, invited: 0, failedEmails: 0 });
  await addUserWithTwoFactor(deps, "old");
  clock.advance((deps.config.twoFactorMaxAgeDays + 1) * 24 * 60 * 60);
  await addUserWithTwoFactor(deps, "new");
  const bob = await addUser(deps, "bob");
  const eve = await addUser(deps, "eve");
  await deps.db.user.update({ where: { id: eve.id }, data: { passwordHash: null } });
  await throttle(bob.id, bob.id, new Date(clock.now().getTime() + DAY_MS));
  await throttle(eve.id, eve.id, new Date(clock.now().getTime() - 1));
  for (const times of [{}, { sentAt: clock.now() }, { failedAt: clock.now() }]) await addEmail(times);
  expect(await counts()).toEqual({ users: 4, withoutTwoFactor: 2, expired: 1, throttled: 1, invited: 1, failedEmails: 1 });
});

test("counts up to the limit, and says that there are more", async () => {
  const add = (count: number) => deps.db.$executeRaw`
    INSERT INTO users (id, username, username_key, created_at)
    SELECT gen_random_uuid(), 'user' || gen_random_uuid(), gen_random_uuid()::text, ${clock.now()} FROM generate_series(1, ${count}::int)`;
  await add(OVERVIEW_COUNT_MAX);
  expect(await counts()).toMatchObject({ users: OVERVIEW_COUNT_MAX, withoutTwoFactor: OVERVIEW_COUNT_MAX, invited: OVERVIEW_COUNT_MAX });
  await add(1);
  const more = `${OVERVIEW_COUNT_MAX}+`;
  expect(await counts()).toMatchObject({ users: more, withoutTwoFactor: more, invited: more, expired: 0 });
});

test("says whether emails are sent", async () => {
  expect((await readOverview(deps)).sendsEmail).toBe(false);
  expect((await readOverview(withMail(deps, recordingTransport()))).sendsEmail).toBe(true);
});
