import { beforeEach, expect, test, vi } from "vitest";
import type { Deps } from "@/lib/platform/deps";
import { log } from "@/lib/platform/log";
import { err, ok } from "@/lib/platform/result";
import { AUDIT_FORWARD_BATCH_SIZE, AUDIT_FORWARD_LEASE_SECONDS } from "@/lib/policy";
import type { FakeClock } from "@/lib/testing/fake-clock";
import { createTestDeps } from "@/lib/testing/test-deps";
import { addUser, CLIENT, type TestUser } from "@/lib/testing/users";
import { forwardEntries } from "./forward-entries";
import { recordEvent } from "./record";

type Copy = { id: string; chain: number; seq: number; hash: string };

let deps: Deps;
let clock: FakeClock;
let users: TestUser[];
let arrived: Copy[];
let problem: string | null;
let whileSending: () => Promise<void>;

beforeEach(async () => {
  const created = await createTestDeps();
  ({ clock } = created);
  [arrived, problem, whileSending] = [[], null, async () => {}];
  const send = async (lines: { text: string }[]) => {
    await whileSending();
    if (problem) return err(problem);
    arrived.push(...lines.map(({ text }) => JSON.parse(text) as Copy));
    return ok(null);
  };
  deps = { ...created.deps, logSink: { description: "a recording", send } };
  users = [await addUser(deps, "ada"), await addUser(deps, "bob"), await addUser(deps, "eve")];
});

async function record(count: number) {
  for (let index = 0; index < count; index++) {
    const id = users[index % users.length]?.id ?? null;
    await recordEvent(deps, deps.db, { type: "signed-in", actorUserId: id, subjectUserId: id, client: CLIENT });
  }
}

const written = async () => (await deps.db.auditEvent.findMany({ select: { id: true } })).map(({ id }) => id).sort();

/** Asserts that every entry has arrived once, in the order of its chain. */
async function expectAll() {
  expect(arrived.map(({ id }) => id).sort()).toEqual(await written());
  for (const { chain } of arrived) {
    const numbers = arrived.filter((copy) => copy.chain === chain).map(({ seq }) => seq);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  }
}

test("AU10: each entry is sent once and in the order of its chain, with its hash", async () => {
  await record(9);
  await forwardEntries(deps);
  await record(5);
  await forwardEntries(deps);
  await forwardEntries(deps);
  await expectAll();
  expect(arrived[0]?.hash).toMatch(/^[0-9a-f]{64}$/);
});

test("AU10: a batch that the collector rejects is sent by a later run, and the reason is logged", async () => {
  const warn = vi.spyOn(log, "warn").mockImplementation(() => {});
  await record(6);
  problem = "answered with 500";
  await forwardEntries(deps);
  expect(arrived).toEqual([]);
  expect(warn).toHaveBeenCalledWith({ sink: "a recording", reason: "answered with 500" }, "audit entries could not be forwarded");
  warn.mockRestore();
  problem = null;
  await forwardEntries(deps);
  await expectAll();
});

test("AU10: of ten servers one sends, and another continues when the lease of a dead one ends", async () => {
  await record(6);
  await Promise.all(Array.from({ length: 10 }, () => forwardEntries(deps)));
  await expectAll();
  await record(3);
  whileSending = async () => {
    throw new Error("the server dies here");
  };
  await expect(forwardEntries(deps)).rejects.toThrow("dies");
  whileSending = async () => {};
  await forwardEntries(deps);
  clock.advance(AUDIT_FORWARD_LEASE_SECONDS);
  await forwardEntries(deps);
  await expectAll();
});

test("AU10: more than a batch arrives over several runs", async () => {
  const [ada] = users;
  await deps.db.$transaction(async (tx) => {
    for (let index = 0; index < AUDIT_FORWARD_BATCH_SIZE + 20; index++)
      await recordEvent(deps, tx, { type: "signed-in", actorUserId: null, subjectUserId: ada?.id ?? null, client: CLIENT });
  });
  await forwardEntries(deps);
  expect(arrived).toHaveLength(AUDIT_FORWARD_BATCH_SIZE);
  await forwardEntries(deps);
  await expectAll();
});

test("without AUDIT_LOG_URL nothing is sent", async () => {
  await record(1);
  await forwardEntries({ ...deps, logSink: null });
  expect(arrived).toEqual([]);
});
