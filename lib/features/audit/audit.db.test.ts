import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { createKeyedHash } from "@/lib/platform/crypto/keyed-hash";
import type { Deps } from "@/lib/platform/deps";
import { AUDIT_CHAINS } from "@/lib/policy";
import type { FakeClock } from "@/lib/testing/fake-clock";
import { createTestDatabase } from "@/lib/testing/test-database";
import { createTestDeps } from "@/lib/testing/test-deps";
import { addUser, CLIENT, type TestUser } from "@/lib/testing/users";
import { listEventPage, listEvents } from "./events";
import { macKeyId, recordEvent } from "./record";
import { EVENT_TYPES, type EventFilter, type EventType } from "./types";
import { verifyLog } from "./verify-log";

let deps: Deps;
let clock: FakeClock;
let ada: TestUser;

beforeEach(async () => {
  ({ deps, clock } = await createTestDeps());
  ada = await addUser(deps, "ada");
});

const record = (user: TestUser | null, type: EventType = "signed-in") =>
  recordEvent(deps, deps.db, { type, actorUserId: user?.id ?? null, subjectUserId: user?.id ?? null, factor: "totp", client: CLIENT });

/** Writes six entries of ada, alone in their chain. Returns the chain's number. */
async function sixEntries(): Promise<number> {
  for (const type of ["signed-in", "reverified", "password-changed", "signed-out", "signed-in", "signed-out"] as const)
    await record(ada, type);
  return chainOf(ada);
}

const chainOf = (user: TestUser) => Number.parseInt(user.id.slice(-2), 16) % AUDIT_CHAINS;
const rowsOf = (chain: number) => deps.db.auditEvent.findMany({ where: { chain }, orderBy: { seq: "asc" } });

/** An attacker with write access to the database, for whom the trigger against mistakes is no obstacle. */
async function tamper(sql: string): Promise<void> {
  await deps.db.$executeRawUnsafe("ALTER TABLE audit_events DISABLE TRIGGER append_only");
  for (const statement of sql.split(";")) await deps.db.$executeRawUnsafe(statement);
}

describe("chains", () => {
  test("AU1: under 30 parallel writers every chain has no gaps, and the log verifies", async () => {
    const many = await createTestDatabase(30);
    onTestFinished(many.disconnect);
    const parallel = { ...deps, db: many.db };
    const users = await Promise.all(Array.from({ length: 25 }, (_, number) => addUser(parallel, `person-${number}`)));
    const write = (user: TestUser) =>
      parallel.db.$transaction(
        (tx) => recordEvent(parallel, tx, { type: "signed-in", actorUserId: null, subjectUserId: user.id, client: CLIENT }),
        { maxWait: 15_000, timeout: 15_000 },
      );
    await Promise.all([...users, ...users].flatMap((user) => [write(user), write(user)]));
    const chains = await parallel.db.auditEvent.groupBy({ by: ["chain"], _count: true, _max: { seq: true } });
    expect(chains.length).toBeGreaterThan(4);
    for (const { chain, _count, _max } of chains) expect(_max.seq, `chain ${chain}`).toBe(_count);
    expect(await verifyLog(parallel)).toMatchObject({ checked: 100, damage: [], unchecked: { beforeChains: 0, otherSecret: 0 } });
  });

  test("AU1: an entry that is rolled back leaves no gap", async () => {
    await record(ada);
    const undone = deps.db.$transaction(async (tx) => {
      await recordEvent(deps, tx, { type: "signed-out", actorUserId: ada.id, subjectUserId: ada.id, client: CLIENT });
      throw new Error("rolled back");
    });
    await expect(undone).rejects.toThrow("rolled back");
    await record(ada);
    expect((await rowsOf(chainOf(ada))).map(({ type, seq }) => [type, seq])).toEqual([
      ["signed-in", 1],
      ["signed-in", 2],
    ]);
    expect((await verifyLog(deps)).damage).toEqual([]);
  });

  test("AU1: recording without a chain to write to is an error", async () => {
    await deps.db.auditChain.deleteMany({ where: { id: chainOf(ada) } });
    await expect(record(ada)).rejects.toThrow("has no head");
  });
});

const AS = (column: string, seq: number, chain: number) => `(SELECT ${column} FROM audit_events WHERE chain = ${chain} AND seq = ${seq})`;

/** Tampering with the six entries of `chain`, and the damage that is reported. */
const TAMPERINGS: [what: string, sql: (chain: number) => string, seq: number, kind: string][] = [
  ["a changed type", (c) => `UPDATE audit_events SET type = 'user-enabled' WHERE chain = ${c} AND seq = 3`, 3, "changed"],
  ["a changed time", (c) => `UPDATE audit_events SET at = at - interval '1 hour' WHERE chain = ${c} AND seq = 2`, 2, "changed"],
  ["a changed address", (c) => `UPDATE audit_events SET ip = '198.51.100.1' WHERE chain = ${c} AND seq = 6`, 6, "changed"],
  ["a changed browser", (c) => `UPDATE audit_events SET user_agent = NULL WHERE chain = ${c} AND seq = 1`, 1, "changed"],
  ["a changed factor", (c) => `UPDATE audit_events SET factor = 'password' WHERE chain = ${c} AND seq = 4`, 4, "changed"],
  ["a changed actor", (c) => `UPDATE audit_events SET actor_user_id = gen_random_uuid() WHERE chain = ${c} AND seq = 5`, 5, "changed"],
  ["a changed subject", (c) => `UPDATE audit_events SET subject_user_id = NULL WHERE chain = ${c} AND seq = 5`, 5, "changed"],
  ["a changed name", (c) => `UPDATE audit_events SET actor_name = 'eve' WHERE chain = ${c} AND seq = 2`, 2, "changed"],
  ["names exchanged for none", (c) => `UPDATE audit_events SET subject_name = NULL WHERE chain = ${c} AND seq = 2`, 2, "changed"],
  ["another id", (c) => `UPDATE audit_events SET id = gen_random_uuid() WHERE chain = ${c} AND seq = 2`, 2, "changed"],
  ["a removed entry", (c) => `DELETE FROM audit_events WHERE chain = ${c} AND seq = 3`, 3, "removed"],
  ["the first one removed", (c) => `DELETE FROM audit_events WHERE chain = ${c} AND seq = 1`, 1, "removed"],
  ["the last one removed", (c) => `DELETE FROM audit_events WHERE chain = ${c} AND seq = 6`, 6, "removed"],
  ["all of them removed", (c) => `DELETE FROM audit_events WHERE chain = ${c}`, 1, "removed"],
  [
    "one taken out of the chain",
    (c) => `UPDATE audit_events SET chain = NULL, seq = NULL, hash = NULL, key_id = NULL WHERE chain = ${c} AND seq = 3`,
    3,
    "removed",
  ],
  [
    "one removed and the rest renumbered",
    (c) => `DELETE FROM audit_events WHERE chain = ${c} AND seq = 3;
      UPDATE audit_events SET seq = -seq WHERE chain = ${c} AND seq > 3; UPDATE audit_events SET seq = -seq - 1 WHERE chain = ${c} AND seq < 0;
      UPDATE audit_chains SET seq = 5 WHERE id = ${c}`,
    3,
    "changed",
  ],
  [
    "two entries exchanged",
    (c) =>
      `UPDATE audit_events SET seq = -seq WHERE chain = ${c} AND seq IN (2, 4); UPDATE audit_events SET seq = 6 + seq WHERE chain = ${c} AND seq < 0`,
    2,
    "reordered",
  ],
  [
    "two entries exchanged that leave their hashes in place",
    (c) => `UPDATE audit_events SET seq = -seq WHERE chain = ${c} AND seq IN (2, 3);
      UPDATE audit_events AS a SET seq = 5 + a.seq, hash = (SELECT hash FROM audit_events b WHERE b.chain = ${c} AND b.seq = -5 - a.seq) WHERE chain = ${c} AND seq < 0`,
    2,
    "reordered",
  ],
  [
    "an entry put in between",
    (
      c,
    ) => `UPDATE audit_events SET seq = -seq WHERE chain = ${c} AND seq > 2; UPDATE audit_events SET seq = 1 - seq WHERE chain = ${c} AND seq < 0;
      INSERT INTO audit_events (id, at, type, chain, seq, hash, key_id)
        SELECT gen_random_uuid(), at, 'signed-out', chain, 3, sha256(hash), key_id FROM audit_events WHERE chain = ${c} AND seq = 2;
      UPDATE audit_chains SET seq = 7 WHERE id = ${c}`,
    3,
    "inserted",
  ],
  [
    "an entry beside another that names an unknown secret",
    (c) => `DROP INDEX audit_events_chain_seq_key;
      INSERT INTO audit_events (id, at, type, chain, seq, hash, key_id)
        SELECT 'ffffffff-ffff-7fff-bfff-ffffffffffff', at, 'signed-out', chain, seq, hash, 'unknown' FROM audit_events WHERE chain = ${c} AND seq = 4`,
    4,
    "inserted",
  ],
  [
    "an entry appended, the head with it",
    (c) => `INSERT INTO audit_events (id, at, type, chain, seq, hash, key_id)
        SELECT gen_random_uuid(), at, 'signed-out', chain, 7, sha256(hash), key_id FROM audit_events WHERE chain = ${c} AND seq = 6;
      UPDATE audit_chains SET seq = 7, hash = ${AS("hash", 7, c)} WHERE id = ${c}`,
    7,
    "changed",
  ],
  [
    "a changed entry and every later hash recomputed, as far as possible without the secret",
    (
      c,
    ) => `UPDATE audit_events SET ip = '198.51.100.1', hash = sha256(${AS("hash", 2, c)} || convert_to(ip, 'UTF8')) WHERE chain = ${c} AND seq = 3;
      UPDATE audit_events SET hash = sha256(${AS("hash", 3, c)} || convert_to(ip, 'UTF8')) WHERE chain = ${c} AND seq = 4`,
    3,
    "changed",
  ],
  ["the head set back", (c) => `UPDATE audit_chains SET seq = 4, hash = ${AS("hash", 4, c)} WHERE id = ${c}`, 6, "head"],
  ["the head removed", (c) => `DELETE FROM audit_chains WHERE id = ${c}`, 6, "head"],
];

describe("verify", () => {
  test.each(TAMPERINGS)("AU2: %s", async (_what, sql, seq, kind) => {
    const chain = await sixEntries();
    expect((await verifyLog(deps)).damage).toEqual([]);
    await tamper(sql(chain));
    expect((await verifyLog(deps)).damage).toEqual([{ chain, seq, kind }]);
  });

  test("AU2: hashes cannot be forged without the secret, whatever secret id they claim", async () => {
    const chain = await sixEntries();
    const other = { ...deps, keyedHash: createKeyedHash("another secret for tests, as long as the first") };
    await tamper(`UPDATE audit_events SET key_id = '${macKeyId(other.keyedHash)}'`);
    expect((await verifyLog(other)).damage).toEqual([{ chain, seq: 1, kind: "changed" }]);
  });

  test("AU2: an entry of a chain that does not exist is detected", async () => {
    await sixEntries();
    await tamper(
      "UPDATE audit_events SET chain = 99 WHERE seq = 6; UPDATE audit_chains SET seq = 5, hash = (SELECT hash FROM audit_events WHERE seq = 5) WHERE seq = 6",
    );
    expect((await verifyLog(deps)).damage).toEqual([{ chain: 99, seq: 6, kind: "inserted" }]);
  });

  test("AU2: damage in one chain does not hide damage in another", async () => {
    const bob = await addUser(deps, "bob");
    await deps.db.user.update({
      where: { id: bob.id },
      data: { id: `${bob.id.slice(0, -2)}${((chainOf(ada) + 1) % AUDIT_CHAINS).toString(16).padStart(2, "0")}` },
    });
    await sixEntries();
    await record(await deps.db.user.findUniqueOrThrow({ where: { usernameKey: "bob" } }));
    await tamper("UPDATE audit_events SET ip = NULL WHERE seq = 1");
    expect((await verifyLog(deps)).damage).toHaveLength(2);
  });

  test("AU3: a tail cut off together with the head is detected with the heads of an earlier report", async () => {
    const chain = await sixEntries();
    const expected = await verifyLog(deps);
    await record(ada);
    expect((await verifyLog(deps, { expected })).damage).toEqual([]);
    await tamper(
      `DELETE FROM audit_events WHERE seq > 4; UPDATE audit_chains SET seq = 4, hash = ${AS("hash", 4, chain)} WHERE id = ${chain}`,
    );
    expect((await verifyLog(deps)).damage).toEqual([]);
    expect((await verifyLog(deps, { expected })).damage).toEqual([{ chain, seq: 5, kind: "truncated" }]);
    for (let count = 0; count < 3; count++) await record(ada);
    expect((await verifyLog(deps, { expected })).damage).toEqual([{ chain, seq: 6, kind: "rewritten" }]);
  });

  test("AU4: entries of another secret are counted, not reported as forged, and checked once that secret is given", async () => {
    await sixEntries();
    const changed = { ...deps, keyedHash: createKeyedHash("another secret for tests, as long as the first") };
    await recordEvent(changed, deps.db, { type: "signed-in", actorUserId: ada.id, subjectUserId: ada.id, client: CLIENT });
    expect(await verifyLog(changed)).toMatchObject({ checked: 1, unchecked: { otherSecret: 6 }, damage: [] });
    expect(await verifyLog(changed, { earlierSecrets: [deps.keyedHash] })).toMatchObject({ checked: 7, unchecked: { otherSecret: 0 } });
    await tamper("UPDATE audit_events SET ip = NULL WHERE seq = 2");
    expect((await verifyLog(changed, { earlierSecrets: [deps.keyedHash] })).damage).toMatchObject([{ seq: 2, kind: "changed" }]);
    await tamper("DELETE FROM audit_events WHERE seq = 3");
    expect((await verifyLog(changed)).damage, "its place in the chain is checked without the secret").toMatchObject([
      { seq: 3, kind: "removed" },
    ]);
  });

  test("AU4: entries older than the chains are counted", async () => {
    await sixEntries();
    await deps.db.auditEvent.create({ data: { at: clock.now(), type: "signed-in", subjectUserId: ada.id } });
    expect(await verifyLog(deps)).toMatchObject({ checked: 6, unchecked: { beforeChains: 1 }, damage: [] });
  });
});

describe("the table", () => {
  test.each(["UPDATE audit_events SET ip = NULL", "DELETE FROM audit_events", "TRUNCATE audit_events"])(
    "AU5: %s is refused",
    async (sql) => {
      await record(ada);
      await expect(deps.db.$executeRawUnsafe(sql)).rejects.toThrow("append-only");
    },
  );

  test("AU5: entries outlive the accounts they name, with the names of their time, and stay in their chain", async () => {
    await record(ada);
    await deps.db.user.delete({ where: { id: ada.id } });
    expect(await listEvents(deps, ada.id, 5)).toMatchObject([{ actor: "ada", subject: "ada", actorUserId: ada.id, subjectUserId: ada.id }]);
    expect(await verifyLog(deps)).toMatchObject({ checked: 1, damage: [] });
  });

  test("AU6: the database knows the same types as the code, and refuses any other", async () => {
    expect((await deps.db.auditEventType.findMany()).map(({ name }) => name).sort()).toEqual([...EVENT_TYPES].sort());
    await expect(record(ada, "made-up" as EventType)).rejects.toThrow();
  });
});

describe("pages", () => {
  let bob: TestUser;

  /** A day apart: ada 5 times, and bob, who did something to ada, once. */
  beforeEach(async () => {
    bob = await addUser(deps, "bob");
    for (const type of ["signed-in", "sign-in-refused", "reverified", "signed-out", "signed-in"] as const) {
      await record(ada, type);
      clock.advance(24 * 60 * 60);
    }
    const client = { ip: "198.51.100.9", userAgent: "another browser" };
    await recordEvent(deps, deps.db, { type: "user-disabled", actorUserId: bob.id, subjectUserId: ada.id, client });
    await record(bob, "signed-out");
    await record(null, "sign-in-refused");
  });

  const types = async (filter: EventFilter) => (await listEventPage(deps, { filter, take: 50 })).events.map(({ type }) => type);
  const ADAS = ["user-disabled", "signed-in", "signed-out", "reverified", "sign-in-refused", "signed-in"];

  test("list the newest first, by every filter and several together", async () => {
    expect(await types({})).toEqual(["sign-in-refused", "signed-out", ...ADAS]);
    expect(await types({ subjectUserId: ada.id })).toEqual(ADAS);
    expect(await types({ involvedUserId: bob.id }), "what bob did and what happened to bob").toEqual(["signed-out", "user-disabled"]);
    expect(await types({ type: "signed-in" })).toEqual(["signed-in", "signed-in"]);
    expect(await types({ ip: "198.51.100.9" })).toEqual(["user-disabled"]);
    expect(await types({ factor: "backup_code" })).toEqual([]);
    expect(await types({ from: new Date("2026-03-02T12:00:00Z"), until: new Date("2026-03-04T12:00:00Z") })).toEqual([
      "reverified",
      "sign-in-refused",
    ]);
    expect(await types({ involvedUserId: ada.id, type: "signed-in", until: new Date("2026-03-02") })).toEqual(["signed-in"]);
  });

  test.each<[string, () => EventFilter]>([
    ["all", () => ({})],
    ["a person's", () => ({ involvedUserId: ada.id })],
  ])("AU7: pages show every entry once, both ways: %s", async (_name, filter) => {
    const all = (await listEventPage(deps, { filter: filter(), take: 50 })).events.map(({ id }) => id);
    const forwards: string[] = [];
    let page = await listEventPage(deps, { filter: filter(), take: 2 });
    expect(page.newer).toBeNull();
    for (;;) {
      forwards.push(...page.events.map(({ id }) => id));
      if (!page.older) break;
      page = await listEventPage(deps, { filter: filter(), take: 2, after: page.older });
    }
    expect(forwards).toEqual(all);
    const backwards = page.events.map(({ id }) => id);
    while (page.newer) {
      page = await listEventPage(deps, { filter: filter(), take: 2, before: page.newer });
      backwards.unshift(...page.events.map(({ id }) => id));
    }
    expect(backwards).toEqual(all);
  });
});
