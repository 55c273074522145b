import { beforeEach, expect, test } from "vitest";
import type { Deps } from "@/lib/platform/deps";
import { REFUSALS_RECORDED, REFUSALS_TOTAL_SHARES, REFUSALS_WINDOW_SECONDS } from "@/lib/policy";
import type { FakeClock } from "@/lib/testing/fake-clock";
import { createTestDeps } from "@/lib/testing/test-deps";
import { addUser, type TestUser } from "@/lib/testing/users";
import { recordFloods, recordRefusedSignIn } from "./record";
import { verifyLog } from "./verify-log";

let deps: Deps;
let clock: FakeClock;
let ada: TestUser;

beforeEach(async () => {
  ({ deps, clock } = await createTestDeps());
  ada = await addUser(deps, "ada");
});

const refuseFrom = (ip: string, subjectUserId: string | null = null) =>
  recordRefusedSignIn(deps, { subjectUserId, client: { ip, userAgent: "Mozilla/5.0" } });
const entries = (type: string) => deps.db.auditEvent.findMany({ where: { type }, orderBy: { id: "asc" } });

async function endPeriod() {
  clock.advance(REFUSALS_WINDOW_SECONDS);
  await Promise.all([recordFloods(deps), recordFloods(deps)]);
}

test("AU9: a flood from one network becomes a hundred entries and one with the total", async () => {
  await Promise.all(Array.from({ length: REFUSALS_RECORDED + 50 }, () => refuseFrom("192.0.2.1")));
  expect(await entries("sign-in-refused")).toHaveLength(REFUSALS_RECORDED);
  await recordFloods(deps);
  expect(await entries("sign-ins-refused")).toEqual([]);
  await endPeriod();
  expect(await entries("sign-ins-refused")).toMatchObject([{ ip: "192.0.2.1", count: REFUSALS_RECORDED + 50, subjectUserId: null }]);
  await refuseFrom("192.0.2.1");
  expect(await entries("sign-in-refused")).toHaveLength(REFUSALS_RECORDED + 1);
});

test("AU9: an IPv6 /48 is one network, however many of its 65,536 /64s take part", async () => {
  await Promise.all(Array.from({ length: REFUSALS_RECORDED + 9 }, (_, link) => refuseFrom(`2001:db8:7:${link.toString(16)}::1`)));
  expect(await entries("sign-in-refused")).toHaveLength(REFUSALS_RECORDED);
  await endPeriod();
  expect(await entries("sign-ins-refused")).toMatchObject([{ ip: "2001:db8:7::/48", count: REFUSALS_RECORDED + 9 }]);
});

test("AU9: all networks together have a ceiling, above which one entry holds the total", async () => {
  const most = REFUSALS_RECORDED * REFUSALS_TOTAL_SHARES;
  const shares = Array.from({ length: REFUSALS_TOTAL_SHARES }, (_, share) => ({ subject: `total ${share}`, count: REFUSALS_RECORDED }));
  await deps.db.auditFlood.createMany({ data: shares.map((share) => ({ ...share, beganAt: clock.now() })) });
  await Promise.all(Array.from({ length: 60 }, (_, host) => refuseFrom(`198.51.${host}.7`)));
  expect(await entries("sign-in-refused")).toEqual([]);
  await endPeriod();
  expect(await entries("sign-ins-refused")).toMatchObject([{ ip: "all networks", count: most + 60 }]);
  expect(await deps.db.auditFlood.count()).toBe(0);
});

test("AU9: a name without an account is treated like one with an account", async () => {
  await Promise.all(Array.from({ length: REFUSALS_RECORDED - 1 }, () => refuseFrom("192.0.2.1")));
  await refuseFrom("192.0.2.1", ada.id);
  await refuseFrom("192.0.2.1", ada.id);
  expect((await entries("sign-in-refused")).filter(({ subjectUserId }) => subjectUserId === ada.id)).toHaveLength(1);
});

test("AU2: a changed count of an entry is detected, and entries without a count keep their hash", async () => {
  await Promise.all(Array.from({ length: REFUSALS_RECORDED + 1 }, () => refuseFrom("192.0.2.1")));
  await endPeriod();
  expect(await verifyLog(deps)).toMatchObject({ damage: [] });
  await deps.db.$executeRaw`ALTER TABLE audit_events DISABLE TRIGGER append_only`;
  await deps.db.$executeRaw`UPDATE audit_events SET count = 1 WHERE type = 'sign-ins-refused'`;
  expect(await verifyLog(deps)).toMatchObject({ damage: [{ kind: "changed" }] });
});
