import { expect, test } from "vitest";
import { addSeconds } from "@/lib/platform/clock";
import { CLEANUP_BATCH_SIZE, EXPIRED_RETENTION_SECONDS } from "@/lib/policy";
import { createTestDeps } from "@/lib/testing/test-deps";
import { addUser, CLIENT } from "@/lib/testing/users";
import { purgeExpired } from "./worker";

const FOREVER_SECONDS = 365 * 24 * 60 * 60;

test("sign-ins, sessions, enrolments and links that expired a day ago are purged, and no others", async () => {
  const { deps, clock } = await createTestDeps();
  const { id: userId } = await addUser(deps, "ada");
  const now = clock.now();
  const session = { userId, ...CLIENT, remember: false, createdAt: now, lastSeenAt: now };
  const { id: sessionId } = await deps.db.session.create({
    data: { ...session, tokenHash: "long", expiresAt: addSeconds(now, FOREVER_SECONDS) },
  });
  for (const [name, lifetime] of [
    ["first", 60],
    ["second", 120],
  ] as const) {
    const expiresAt = addSeconds(now, lifetime);
    const { id } = await deps.db.session.create({ data: { ...session, tokenHash: name, expiresAt: addSeconds(now, FOREVER_SECONDS) } });
    await deps.db.session.create({ data: { ...session, tokenHash: `${name} over`, expiresAt } });
    await deps.db.pendingTotpSecret.create({ data: { userId, sessionId: id, encrypted: "", keyId: "", createdAt: now, expiresAt } });
    await deps.db.oneTimeLink.create({ data: { userId, tokenHash: name, purpose: "set_password", createdAt: now, expiresAt } });
    await deps.db.loginAttempt.create({
      data: { userId, ...CLIENT, tokenHash: name, attemptsLeft: 5, remember: false, createdAt: now, expiresAt },
    });
  }
  const left = async () => {
    await purgeExpired(deps);
    const counts = [deps.db.session.count(), deps.db.pendingTotpSecret.count(), deps.db.oneTimeLink.count(), deps.db.loginAttempt.count()];
    return Promise.all(counts);
  };
  clock.advance(60 + EXPIRED_RETENTION_SECONDS);
  expect(await left()).toEqual([5, 2, 2, 2]);
  clock.advance(1);
  expect(await left()).toEqual([4, 1, 1, 1]);
  clock.advance(60);
  expect(await left()).toEqual([3, 0, 0, 0]);
  expect(await deps.db.session.count({ where: { id: sessionId } })).toBe(1);
});

test("a large table is purged in batches", async () => {
  const { deps, clock } = await createTestDeps();
  const link = { purpose: "setup" as const, createdAt: clock.now(), expiresAt: clock.now() };
  await deps.db.oneTimeLink.createMany({
    data: Array.from({ length: CLEANUP_BATCH_SIZE + 1 }, (_, index) => ({ ...link, tokenHash: String(index) })),
  });
  clock.advance(EXPIRED_RETENTION_SECONDS + 1);
  await purgeExpired(deps);
  expect(await deps.db.oneTimeLink.count()).toBe(1);
  await purgeExpired(deps);
  expect(await deps.db.oneTimeLink.count()).toBe(0);
});
