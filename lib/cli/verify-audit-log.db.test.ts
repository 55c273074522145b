import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Command } from "commander";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { recordEvent } from "@/lib/features/audit/record";
import { createKeyedHash } from "@/lib/platform/crypto/keyed-hash";
import type { Deps } from "@/lib/platform/deps";
import { createTestDeps } from "@/lib/testing/test-deps";
import type { Answer } from "./subcommand";
import { verifyAuditLog } from "./verify-audit-log";

const SUBJECT = "00000000-0000-7000-8000-000000000003";
const ANOTHER_SECRET = "another secret for tests, as long as the first";

let deps: Deps;
let folder: string;

beforeEach(async () => {
  ({ deps } = await createTestDeps());
  folder = await mkdtemp(path.join(tmpdir(), "latchkey-verify-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (let count = 0; count < 3; count++) await record();
});

const record = (by = deps) => recordEvent(by, by.db, { type: "signed-out", actorUserId: null, subjectUserId: SUBJECT, client: null });

async function verify(args: string[] = [], by = deps): Promise<Answer> {
  const program = new Command().exitOverride();
  let answer: Answer | undefined;
  verifyAuditLog(program, async (_options, work) => {
    answer = await work({ deps: by, sharedWithServer: true, applied: [], database: "the database of this test" });
  });
  await program.parseAsync(["verify-audit-log", ...args], { from: "user" });
  return answer ?? { text: "", json: {} };
}

async function file(name: string, text: string): Promise<string> {
  await writeFile(path.join(folder, name), text);
  return path.join(folder, name);
}

async function tamper(sql: string): Promise<void> {
  await deps.db.$executeRawUnsafe("ALTER TABLE audit_events DISABLE TRIGGER append_only");
  await deps.db.$executeRawUnsafe(sql);
}

test("an intact log reports the number of entries and the heads to keep", async () => {
  const { text, json, refusal } = await verify();
  expect(refusal).toBeUndefined();
  expect(text).toMatch(/^The audit log is intact: 3 entries in 16 chains\n/);
  expect(text).toMatch(/ {2}chain {2}3 {2}entry {9}3 {2}[0-9a-f]{64}\n/);
  expect(json).toMatchObject({ checked: 3, damage: [], unchecked: { beforeChains: 0, otherSecret: 0 } });
});

test("damage is reported in one line that names chain, entry and kind", async () => {
  await tamper("UPDATE audit_events SET type = 'signed-in' WHERE seq = 2");
  const { refusal, json } = await verify();
  expect(refusal).toBe("The audit log is damaged: chain 3, entry 2: changed, its content is not what was written");
  expect(json).toMatchObject({ damage: [{ chain: 3, seq: 2, kind: "changed" }] });
});

test("--expect finds removed entries, and refuses a file of another program", async () => {
  const earlier = await file("heads.json", JSON.stringify((await verify()).json));
  expect((await verify(["--expect", earlier])).refusal).toBeUndefined();
  await tamper("DELETE FROM audit_events WHERE seq = 3");
  await deps.db.$executeRaw`UPDATE audit_chains SET seq = 2, hash = (SELECT hash FROM audit_events WHERE seq = 2) WHERE id = 3`;
  expect((await verify()).refusal).toBeUndefined();
  expect((await verify(["--expect", earlier])).refusal).toMatch(/^The audit log is damaged: chain 3, entry 3: truncated/);
  await expect(verify(["--expect", await file("other.json", "{}")])).rejects.toThrow(/other\.json does not contain the output/);
  await expect(verify(["--expect", "/no/such/file"])).rejects.toThrow("/no/such/file cannot be read (ENOENT)");
});

test("entries of another AUTH_SECRET are refused until it is given or expected, and never reported as damaged", async () => {
  const changed = { ...deps, keyedHash: createKeyedHash(ANOTHER_SECRET) };
  await record(changed);
  const refused = await verify([], changed);
  expect(refused.refusal).toMatch(/^3 entries written with another AUTH_SECRET cannot be checked: .*--earlier-secret-file/);
  expect(refused.json).toMatchObject({ checked: 1, damage: [], unchecked: { otherSecret: 3 } });
  const secret = await file("secret", `${deps.config.authSecret}\n`);
  expect(await verify(["--earlier-secret-file", secret], changed)).toMatchObject({ refusal: undefined, json: { checked: 4 } });
  const known = await file("heads.json", JSON.stringify(refused.json));
  expect((await verify(["--expect", known], changed)).refusal, "known to be so").toBeUndefined();
  await tamper("UPDATE audit_events SET ip = '198.51.100.1', key_id = 'unknown' WHERE seq = 4");
  expect((await verify(["--expect", known], changed)).refusal, "one more than was known").toMatch(/^4 entries written with another/);
  await expect(verify(["--earlier-secret-file", "/no/such/file"])).rejects.toThrow("cannot be read");
});

test("entries from before the chains are refused until they are expected", async () => {
  await deps.db.auditEvent.create({ data: { at: deps.clock.now(), type: "signed-in" } });
  const { refusal, json } = await verify();
  expect(refusal).toMatch(/^1 entry from before the log was chained cannot be checked/);
  expect((await verify(["--expect", await file("heads.json", JSON.stringify(json))])).refusal).toBeUndefined();
});
