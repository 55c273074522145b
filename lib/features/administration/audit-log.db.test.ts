import { beforeEach, expect, test } from "vitest";
import { recordEvent } from "@/lib/features/audit/record";
import type { Deps } from "@/lib/platform/deps";
import { AUDIT_BATCH_SIZE, AUDIT_PAGE_SIZE } from "@/lib/policy";
import type { FakeClock } from "@/lib/testing/fake-clock";
import { createTestDeps } from "@/lib/testing/test-deps";
import { addUser, CLIENT, signIn, type TestUser } from "@/lib/testing/users";
import { browseAuditLog, exportAuditLog, recordExport } from "./audit-log";
import { auditQuerySchema } from "./schema";
import type { AuditQuery, ExportFormat } from "./types";

let deps: Deps;
let clock: FakeClock;
let ada: TestUser;
let bob: TestUser;

/** On three days: ada signs in; a sign-in as bob fails; bob disables ada. */
beforeEach(async () => {
  ({ deps, clock } = await createTestDeps());
  ada = await addUser(deps, "ada", { email: "ada@example.com" });
  bob = await addUser(deps, "bob");
  await recordEvent(deps, deps.db, { type: "signed-in", actorUserId: ada.id, subjectUserId: ada.id, factor: "totp", client: CLIENT });
  clock.advance(24 * 60 * 60);
  const client = { ip: "198.51.100.1", userAgent: '=cmd|"/C calc"!A1' };
  await recordEvent(deps, deps.db, { type: "sign-in-refused", actorUserId: null, subjectUserId: bob.id, factor: "password", client });
  clock.advance(24 * 60 * 60);
  await recordEvent(deps, deps.db, { type: "user-disabled", actorUserId: bob.id, subjectUserId: ada.id, client: null });
});

const query = (requested: Record<string, unknown>): AuditQuery => auditQuerySchema.parse(requested);
const shown = async (requested: Record<string, unknown>) => (await browseAuditLog(deps, query(requested))).events.map(({ type }) => type);

async function exported(format: ExportFormat, requested: Record<string, unknown> = {}): Promise<string> {
  let text = "";
  for await (const part of exportAuditLog(deps, query(requested), format)) text += part;
  return text;
}

test.each<[Record<string, unknown>, string[]]>([
  [{}, ["user-disabled", "sign-in-refused", "signed-in"]],
  [{ person: " ADA " }, ["user-disabled", "signed-in"]],
  [{ person: "ada@EXAMPLE.com" }, ["user-disabled", "signed-in"]],
  [{ person: "bob" }, ["user-disabled", "sign-in-refused"]],
  [{ person: "nobody" }, []],
  [{ type: "sign-in-refused" }, ["sign-in-refused"]],
  [{ factor: "totp" }, ["signed-in"]],
  [{ ip: "198.51.100.1" }, ["sign-in-refused"]],
  [{ from: "2026-03-02" }, ["user-disabled", "sign-in-refused"]],
  [{ to: "2026-03-02" }, ["sign-in-refused", "signed-in"]],
  [{ from: "2026-03-02", to: "2026-03-02" }, ["sign-in-refused"]],
  [{ from: "2026-03-02", person: "ada", type: "signed-in" }, []],
  [
    { type: "made-up", factor: 1, from: "0000-99-99", after: "x", person: ["a"], ip: "\0" },
    ["user-disabled", "sign-in-refused", "signed-in"],
  ],
  [{ from: "0001-01-01", to: "9999-12-31" }, ["user-disabled", "sign-in-refused", "signed-in"]],
])("%j finds %j", async (requested, types) => {
  expect(await shown(requested)).toEqual(types);
  expect(
    (await exported("jsonl", requested))
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line).type),
  ).toEqual(types);
});

test("a user is also found by id, after the account is deleted too, and shown by name while it exists", async () => {
  expect(await browseAuditLog(deps, query({ person: bob.id }))).toMatchObject({ person: "bob" });
  await deps.db.user.delete({ where: { id: bob.id } });
  const { events, person } = await browseAuditLog(deps, query({ person: bob.id }));
  expect(person).toBe(bob.id);
  expect(events).toMatchObject([{ type: "user-disabled", actor: "bob" }, { subject: "bob" }]);
});

test("A8: both exports hold what was recorded; the CSV escapes spreadsheet formulas", async () => {
  const [header, , refused, signedIn, end] = (await exported("csv")).split("\r\n");
  expect(header).toBe("\uFEFFid,at,type,actorUserId,actor,subjectUserId,subject,factor,ip,userAgent,count,chain,seq,hash");
  expect(signedIn).toContain(`,2026-03-01T12:00:00.000Z,signed-in,${ada.id},ada,${ada.id},ada,totp,192.0.2.7,test browser,`);
  expect(refused).toContain(`,sign-in-refused,,,${bob.id},bob,password,198.51.100.1,"'=cmd|""/C calc""!A1",,`);
  expect(end).toBe("");
  const lines = (await exported("jsonl")).trimEnd().split("\n");
  const rows = await deps.db.auditEvent.findMany({ orderBy: { id: "desc" } });
  expect(lines.map((line) => JSON.parse(line))).toEqual(
    rows.map(({ keyId: _keyId, actorName, subjectName, hash, at, ...row }) => ({
      ...row,
      at: at.toISOString(),
      actor: actorName,
      subject: subjectName,
      hash: Buffer.from(hash ?? []).toString("hex"),
    })),
  );
});

test("A11: an export is recorded", async () => {
  const { session } = await signIn(deps, bob);
  await recordExport(deps, { session, client: CLIENT });
  expect(await shown({ type: "audit-log-exported" })).toEqual(["audit-log-exported"]);
});

test("A8: an export is not cut off at a page or a batch", async () => {
  const many = AUDIT_BATCH_SIZE + AUDIT_PAGE_SIZE;
  const data = Array.from({ length: many }, () => ({ at: clock.now(), type: "signed-out", subjectUserId: ada.id, actorUserId: ada.id }));
  await deps.db.auditEvent.createMany({ data });
  expect((await exported("csv", { type: "signed-out" })).trimEnd().split("\r\n")).toHaveLength(many + 1);
  const lines = (await exported("jsonl", { person: "ada" })).trimEnd().split("\n");
  expect(new Set(lines).size).toBe(many + 2);
});
