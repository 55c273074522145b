import { v7 } from "uuid";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { addSeconds } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { log } from "@/lib/platform/log";
import { MAIL_LEASE_RENEWAL_SECONDS, MAIL_LEASE_SECONDS } from "@/lib/policy";
import { work } from "@/lib/server/worker";
import type { FakeClock } from "@/lib/testing/fake-clock";
import { type RecordingTransport, recordingTransport, withMail } from "@/lib/testing/recording-transport";
import { createTestDeps } from "@/lib/testing/test-deps";
import { deliverDueMail, deliverMail, deliverWithin } from "./delivery";
import { decryptBody, encryptBody, enqueueMail, type MailBody, readOutbox, readQueuedMail } from "./outbox";
import type { OutboxFilter, OutgoingMail } from "./types";

const CODE = "82345619";
const CODE_MAIL: OutgoingMail = {
  kind: "login-code",
  code: CODE,
  expiresInMinutes: 10,
  at: new Date("2026-03-01T12:00:00Z"),
  ip: "192.0.2.7",
  browser: "Firefox 128",
  system: "Linux",
};
const NEWS: OutgoingMail = { kind: "security-events", events: [{ kind: "password-changed", at: CODE_MAIL.at, ip: null, browser: null }] };
const UNREACHABLE = { stage: "connect" as const, reason: "connection refused", permanent: false };
const REFUSED = { stage: "refused" as const, reason: "550 no such user", permanent: true };

let outboxOnly: Deps;
let deps: Deps;
let clock: FakeClock;
let transport: RecordingTransport;

beforeEach(async () => {
  ({ deps: outboxOnly, clock } = await createTestDeps());
  transport = recordingTransport();
  deps = withMail(outboxOnly, transport);
});

function enqueue(mail: OutgoingMail, tx: Transaction = deps.db) {
  return enqueueMail(deps, tx, { userId: null, username: "ada", to: "ada@example.com", mail });
}

const onlyRow = async () => (await deps.db.mailMessage.findMany())[0];

test("M1: a transaction rolled back leaves nothing to send", async () => {
  const rolledBack = deps.db.$transaction(async (tx) => {
    await enqueue(CODE_MAIL, tx);
    throw new Error("rolled back");
  });
  await expect(rolledBack).rejects.toThrow("rolled back");
  expect(await deliverDueMail(deps)).toBe(0);
  expect(transport.sent).toEqual([]);
});

test("a mail goes out once, from MAIL_FROM, under a message id of its own", async () => {
  const id = await enqueue(CODE_MAIL);
  expect(await deliverMail(deps, id)).toEqual({ ok: true, value: null });
  expect(await deliverMail(deps, id)).toEqual({ ok: true, value: null });
  await deliverDueMail(deps);
  const expected = { from: { name: "Latchkey", address: "console@example.com" }, to: "ada@example.com", messageId: `${id}@example.com` };
  expect(transport.sent).toEqual([expect.objectContaining(expected)]);
  expect(transport.sent[0]?.text).toContain(CODE);
  expect(transport.sent[0]?.html).toContain(CODE);
});

test("M2: an email committed before a crash is sent by the worker", async () => {
  await enqueue(CODE_MAIL);
  expect(await deliverDueMail(deps)).toBe(1);
  expect(transport.sent).toHaveLength(1);
});

test("M2: an email that a server was sending when it died is sent again after its lease, under the same message id", async () => {
  const id = await enqueue(CODE_MAIL);
  transport.whileSending = async () => {
    throw new Error("the server dies here");
  };
  await expect(deliverMail(deps, id)).rejects.toThrow("dies");
  transport.whileSending = async () => {};
  clock.advance(59);
  expect(await deliverDueMail(deps)).toBe(0);
  clock.advance(1);
  expect(await deliverDueMail(deps)).toBe(1);
  expect(transport.sent.map(({ messageId }) => messageId)).toEqual([`${id}@example.com`]);
});

test("M3: two workers and ten calls at once send it once", async () => {
  const id = await enqueue(CODE_MAIL);
  const calls = Array.from({ length: 10 }, () => deliverMail(deps, id));
  await Promise.all([deliverDueMail(deps), deliverDueMail(deps), ...calls]);
  expect(transport.sent).toHaveLength(1);
});

test("M3: no other delivery begins while a mail server takes minutes to greet", async () => {
  const id = await enqueue(CODE_MAIL);
  vi.useFakeTimers({ toFake: ["setInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  const leasedUntil = async () => (await onlyRow())?.dueAt;
  transport.whileSending = async () => {
    for (let passed = 0; passed < 5 * 60; passed += MAIL_LEASE_RENEWAL_SECONDS) {
      clock.advance(MAIL_LEASE_RENEWAL_SECONDS);
      expect(await deliverDueMail(withMail(outboxOnly, recordingTransport()))).toBe(0);
      vi.advanceTimersByTime(MAIL_LEASE_RENEWAL_SECONDS * 1000);
      await expect.poll(leasedUntil).toEqual(addSeconds(clock.now(), MAIL_LEASE_SECONDS));
    }
  };
  expect(await deliverMail(deps, id)).toEqual({ ok: true, value: null });
  expect(await onlyRow()).toMatchObject({ attempts: 1, sentAt: clock.now() });
});

test("M4: a lease renewal while the delivery fails does not move the retry", async () => {
  const id = await enqueue(NEWS);
  vi.useFakeTimers({ toFake: ["setInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  transport.failure = UNREACHABLE;
  transport.whileSending = async () => void vi.advanceTimersByTime(MAIL_LEASE_RENEWAL_SECONDS * 1000);
  let [writing, atOnce] = [0, 0];
  const updateMany = async (change: Parameters<typeof deps.db.mailMessage.updateMany>[0]) => {
    atOnce = Math.max(atOnce, ++writing);
    return deps.db.mailMessage.updateMany(change).finally(() => writing--);
  };
  const mailMessage = new Proxy(deps.db.mailMessage, {
    get: (target, name) => (name === "updateMany" ? updateMany : Reflect.get(target, name)),
  });
  const db = new Proxy(deps.db, { get: (target, name) => (name === "mailMessage" ? mailMessage : Reflect.get(target, name)) });
  await deliverMail({ ...deps, db }, id);
  expect(atOnce).toBe(1);
  expect((await onlyRow())?.dueAt).toEqual(addSeconds(clock.now(), 30));
});

test("M3: a delivery attempt that outlived its lease does not overwrite the outcome of the next one", async () => {
  const id = await enqueue(NEWS);
  transport.failure = UNREACHABLE;
  transport.whileSending = async () => {
    clock.advance(61);
    const second = recordingTransport();
    await deliverMail(withMail(outboxOnly, second), id);
    expect(second.sent).toHaveLength(1);
  };
  await deliverMail(deps, id);
  expect(await onlyRow()).toMatchObject({ sentAt: clock.now(), failure: null, attempts: 2 });
});

test("M4: retries after 30 s, 2 min, 10 min and every hour, and fails permanently within a day", async () => {
  transport.failure = UNREACHABLE;
  await enqueue(NEWS);
  const waits: number[] = [];
  for (let attempts = 0; attempts < 40; attempts++) {
    const failedAt = clock.now();
    await deliverDueMail(deps);
    const row = await onlyRow();
    if (!row || row.failedAt) break;
    waits.push((row.dueAt.getTime() - failedAt.getTime()) / 1000);
    clock.set(new Date(row.dueAt.getTime() - 1));
    expect(await deliverDueMail(deps)).toBe(0);
    clock.set(row.dueAt);
  }
  expect(waits.slice(0, 5)).toEqual([30, 120, 600, 3600, 3600]);
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThan(24 * 3600);
  expect(await onlyRow()).toMatchObject({ failure: "connect: connection refused", encryptedBody: null, keyId: null });
});

test("M4: a permanent refusal is not retried", async () => {
  transport.failure = REFUSED;
  const id = await enqueue(CODE_MAIL);
  expect(await deliverMail(deps, id)).toEqual({ ok: false, problem: REFUSED });
  expect(await onlyRow()).toMatchObject({ failedAt: clock.now(), failure: "refused: 550 no such user", encryptedBody: null });
  expect(await deliverMail(deps, id)).toEqual({ ok: false, problem: { stage: "outbox", reason: "failed" } });
});

test("M4: an expired code is no longer sent", async () => {
  transport.failure = UNREACHABLE;
  const id = await enqueue(CODE_MAIL);
  expect(await deliverMail(deps, id)).toEqual({ ok: false, problem: UNREACHABLE });
  expect(await deliverMail(deps, id)).toEqual({ ok: false, problem: { stage: "outbox", reason: "not-due" } });
  clock.advance(10 * 60);
  transport.failure = null;
  expect(await deliverDueMail(deps)).toBe(1);
  expect(transport.sent).toEqual([]);
  expect(await onlyRow()).toMatchObject({ failedAt: clock.now(), failure: "connect: connection refused", encryptedBody: null });
});

test("M4: an email that failed first is sent by a retry", async () => {
  transport.failure = UNREACHABLE;
  await enqueue(CODE_MAIL);
  await deliverDueMail(deps);
  transport.failure = null;
  clock.advance(30);
  await deliverDueMail(deps);
  expect(transport.sent).toHaveLength(1);
  expect(await onlyRow()).toMatchObject({ sentAt: clock.now(), failure: null, attempts: 2, encryptedBody: null, keyId: null });
});

test("M5: neither the row nor the log ever holds the code or the link", async () => {
  const lines: string[] = [];
  const warn = vi.spyOn(log, "warn").mockImplementation((...parts: unknown[]) => void lines.push(JSON.stringify(parts)));
  const link: OutgoingMail = {
    kind: "password-link",
    url: "https://console.example/set/secrettoken",
    expiresInHours: 24,
    invitedBy: "root",
  };
  for (const mail of [CODE_MAIL, link]) {
    const id = await enqueue(mail);
    transport.failure = UNREACHABLE;
    await deliverMail(deps, id);
    transport.failure = REFUSED;
    clock.advance(30);
    await deliverMail(deps, id);
  }
  warn.mockRestore();
  expect(lines).toHaveLength(4);
  expect(JSON.stringify(await deps.db.mailMessage.findMany()) + lines.join()).not.toMatch(new RegExp(`${CODE}|secrettoken`));
});

test("M6: an email whose address was changed is not sent, and its row says so", async () => {
  const id = await enqueue(CODE_MAIL);
  await deps.db.mailMessage.updateMany({ where: { id }, data: { toAddress: "mallory@example.com" } });
  expect(await deliverMail(deps, id)).toEqual({ ok: false, problem: { stage: "outbox", reason: "failed" } });
  expect(transport.sent).toEqual([]);
  expect((await onlyRow())?.failure).toContain("ENCRYPTION_KEYS");
});

test("M7: without a transport emails are kept and readable one by one, with one they are not", async () => {
  const id = await enqueue(CODE_MAIL);
  expect(await deliverMail(outboxOnly, id)).toEqual({ ok: false, problem: { stage: "outbox", reason: "queued" } });
  const queued = await readOutbox(outboxOnly);
  expect(queued).toMatchObject({ sending: false, newer: null, older: null, mails: [{ id, state: "queued", to: "ada@example.com" }] });
  expect(await readQueuedMail(outboxOnly, id)).toEqual({ userId: null, kind: "text", text: expect.stringContaining(CODE) });
  const waiting = await readOutbox(deps);
  expect(waiting).toMatchObject({ sending: true, mails: [{ state: "waiting", nextAttemptAt: clock.now() }] });
  expect(await readQueuedMail(deps, id)).toBeNull();
  expect(JSON.stringify([queued, waiting])).not.toContain(CODE);
});

test("M7: an email that an earlier version has queued is readable", async () => {
  const id = await enqueue(CODE_MAIL);
  const row = { id, toAddress: "ada@example.com" };
  const { encryptedBody } = await deps.db.mailMessage.findUniqueOrThrow({ where: { id } });
  const { content: letter, expiresAt: usefulUntil } = decryptBody(deps, row, encryptedBody ?? "");
  const earlier = { letter, usefulUntil } as unknown as MailBody;
  const { encrypted } = encryptBody(deps, row, earlier);
  await deps.db.mailMessage.update({ where: { id }, data: { encryptedBody: encrypted } });
  expect(await readQueuedMail(outboxOnly, id)).toEqual({ userId: null, kind: "text", text: expect.stringContaining(CODE) });
});

test("M7: the content of an email that was sent, permanently failed, cannot be decrypted or does not exist is not readable", async () => {
  const ids = [await enqueue(CODE_MAIL), await enqueue(CODE_MAIL), await enqueue(CODE_MAIL)];
  await deliverMail(deps, ids[0] ?? "");
  transport.failure = REFUSED;
  await deliverMail(deps, ids[1] ?? "");
  const keyless = { ...outboxOnly, config: { ...outboxOnly.config, encryptionKeys: [] } };
  expect(await Promise.all(ids.map((id) => readQueuedMail(keyless, id)))).toEqual([null, null, { userId: null, kind: "lost" }]);
  expect(await readQueuedMail(outboxOnly, v7())).toBeNull();
});

test("M11: a link that sets a password is not readable in the outbox", async () => {
  const id = await enqueue({
    kind: "password-link",
    url: "https://console.example/set/secrettoken",
    expiresInHours: 24,
    invitedBy: "root",
  });
  expect(await readQueuedMail(outboxOnly, id)).toEqual({ userId: null, kind: "link" });
});

test("the outbox lists the newest first, 50 a page in both directions, and deletes after 30 days", async () => {
  for (let count = 0; count < 120; count++) {
    await enqueue({ kind: "test" });
    clock.advance(1);
  }
  const pages = [await readOutbox(outboxOnly)];
  for (let older = pages[0]?.older; older; older = pages.at(-1)?.older) pages.push(await readOutbox(outboxOnly, { after: older }));
  expect(pages.map(({ mails }) => mails.length)).toEqual([50, 50, 20]);
  expect(pages[0]?.newer).toBeNull();
  const times = pages.flatMap(({ mails }) => mails.map(({ createdAt }) => createdAt.getTime()));
  expect(times).toEqual([...new Set(times)].sort((a, b) => b - a));
  const back = await readOutbox(outboxOnly, { before: pages[2]?.newer ?? "" });
  expect(back).toEqual(pages[1]);
  expect(await readOutbox(outboxOnly, { before: back.newer ?? "" })).toEqual(pages[0]);
  clock.advance(30 * 24 * 3600);
  await deliverDueMail(outboxOnly);
  expect(await deps.db.mailMessage.count()).toBe(0);
});

test("the outbox filters by what became of the emails", async () => {
  const sent = await enqueue(CODE_MAIL);
  await deliverMail(deps, sent);
  const failed = await enqueue(CODE_MAIL);
  transport.failure = REFUSED;
  await deliverMail(deps, failed);
  const open = await enqueue(CODE_MAIL);
  const ids = async (show: OutboxFilter) => (await readOutbox(deps, { show })).mails.map(({ id }) => id);
  expect([await ids("sent"), await ids("failed"), await ids("not-sent")]).toEqual([[sent], [failed], [open]]);
  expect((await readOutbox(deps, { show: "failed" })).mails[0]?.state).toBe("failed");
});

test("deliverWithin reports at once that an email was sent, refused or kept", async () => {
  expect(await deliverWithin(deps, await enqueue(CODE_MAIL), 5_000)).toBe("sent");
  expect(await deliverWithin(outboxOnly, await enqueue(CODE_MAIL), 5_000)).toBe("queued");
  transport.failure = UNREACHABLE;
  expect(await deliverWithin(deps, await enqueue(CODE_MAIL), 5_000)).toBe("failed");
});

test("a slow transport does not delay the caller, and the email is still sent", async () => {
  let answer: () => void = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  transport.whileSending = () => answered;
  const id = await enqueue(CODE_MAIL);
  expect(await deliverWithin(deps, id, 20)).toBe("sending");
  answer();
  await expect.poll(async () => (await onlyRow())?.sentAt).toEqual(clock.now());
  expect(transport.sent).toHaveLength(1);
});

test("M9: emails that hang delay no other", async () => {
  await Promise.all(Array.from({ length: 10 }, () => enqueue(CODE_MAIL)));
  let hanging = 0;
  let release: () => void = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  transport.whileSending = () => {
    hanging += 1;
    return released;
  };
  expect(await deliverDueMail(deps, 20)).toBe(10);
  await expect.poll(() => hanging).toBe(10);
  transport.whileSending = async () => {};
  await enqueue(NEWS);
  expect(await deliverDueMail(deps)).toBe(1);
  expect(transport.sent).toHaveLength(1);
  release();
  await expect.poll(() => transport.sent.length).toBe(11);
});

test("an aborted delivery is logged, and the email stays for the worker", async () => {
  transport.whileSending = async () => {
    throw new Error("a bug");
  };
  expect(await deliverWithin(deps, await enqueue(CODE_MAIL), 5_000)).toBe("sending");
  expect(await onlyRow()).toMatchObject({ sentAt: null, failedAt: null });
});

test("the worker survives a failing delivery, and sends the rest", async () => {
  await enqueue(CODE_MAIL);
  await deps.db.$executeRaw`ALTER TABLE security_notices RENAME TO gone`;
  await work(() => deps);
  expect(transport.sent).toHaveLength(1);
  await work(() => {
    throw new Error("no configuration");
  });
});

test("M10: an email is sent to the ASCII form of the domain, however the address was entered", async () => {
  const addresses = ["ada@bücher.example", "zoë@例え.テスト", "ada@xn--bcher-kva.example", "ada@localhost"];
  for (const to of addresses)
    await deliverMail(deps, await enqueueMail(deps, deps.db, { userId: null, username: "ada", to, mail: CODE_MAIL }));
  expect(transport.sent.map(({ to }) => to)).toEqual([
    "ada@xn--bcher-kva.example",
    "zoë@xn--r8jz45g.xn--zckzah",
    "ada@xn--bcher-kva.example",
    "ada@localhost",
  ]);
});
