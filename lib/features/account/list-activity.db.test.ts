import { beforeEach, expect, test } from "vitest";
import { listActivity } from "@/lib/features/audit/events";
import { recordEvent } from "@/lib/features/audit/record";
import type { CurrentSession } from "@/lib/features/sessions/session";
import type { Deps } from "@/lib/platform/deps";
import { createTestDeps } from "@/lib/testing/test-deps";
import { addUser, CLIENT, enterPassword, signIn, type TestUser } from "@/lib/testing/users";

let deps: Deps;
let root: TestUser;
let ada: TestUser;
let session: CurrentSession;

beforeEach(async () => {
  ({ deps } = await createTestDeps());
  root = await addUser(deps, "root", { admin: true });
  ada = await addUser(deps, "ada");
  await enterPassword(deps, ada, "a wrong guess");
  ({ session } = await signIn(deps, ada));
  const client = { ip: "198.51.100.200", userAgent: "the administrator's own" };
  await recordEvent(deps, deps.db, { type: "user-enabled", actorUserId: root.id, subjectUserId: ada.id, client });
  await recordEvent(deps, deps.db, { type: "sessions-revoked", actorUserId: null, subjectUserId: ada.id, client: null });
});

test("S12: users see what happened to their own account and who did it, and no actions or locations of other users", async () => {
  await recordEvent(deps, deps.db, { type: "user-disabled", actorUserId: ada.id, subjectUserId: root.id, client: CLIENT });
  const { events } = await listActivity(deps, session, { take: 10 });
  const device = { ip: CLIENT.ip, browser: "Unknown browser", system: "Unknown system" };
  expect(events.map(({ id: _id, at: _at, ...event }) => event)).toEqual([
    { type: "sessions-revoked", by: "operator", name: null, device: null },
    { type: "user-enabled", by: "other", name: "root", device: null },
    { type: "signed-in", by: "yourself", name: null, device },
    { type: "sign-in-refused", by: "signed-out", name: null, device },
  ]);
  expect(JSON.stringify(events)).not.toContain("198.51.100.200");
});

test("S12: a page cursor of another user shows none of that user's entries", async () => {
  await recordEvent(deps, deps.db, { type: "signed-in", actorUserId: root.id, subjectUserId: root.id, client: CLIENT });
  const [theirs] = await deps.db.auditEvent.findMany({ where: { subjectUserId: root.id } });
  const { events } = await listActivity(deps, session, { take: 10, after: theirs?.id });
  expect(events.map(({ type }) => type)).toEqual(["sessions-revoked", "user-enabled", "signed-in", "sign-in-refused"]);
});
