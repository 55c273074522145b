import { beforeEach, expect, test } from "vitest";
import type { Deps } from "@/lib/platform/deps";
import type { FakeClock } from "@/lib/testing/fake-clock";
import { type RecordingTransport, recordingTransport, withMail } from "@/lib/testing/recording-transport";
import { createTestDeps } from "@/lib/testing/test-deps";
import { addUser, CLIENT, type TestUser } from "@/lib/testing/users";
import { deliverDueMail } from "./delivery";
import { flushSecurityNotices, recordSecurityNotice } from "./security-notices";
import { SECURITY_EVENT_KINDS, type SecurityEventKind } from "./types";

let deps: Deps;
let clock: FakeClock;
let transport: RecordingTransport;
let ada: TestUser;

beforeEach(async () => {
  transport = recordingTransport();
  const created = await createTestDeps();
  [deps, clock] = [withMail(created.deps, transport), created.clock];
  ada = await addUser(deps, "ada", { email: "ada@example.com" });
  await set({ securityMails: true, emailConfirmedAt: clock.now() });
});

const set = (data: { securityMails?: boolean; emailConfirmedAt?: Date | null }) => deps.db.user.update({ where: { id: ada.id }, data });

const note = (kind: SecurityEventKind, ip = CLIENT.ip) =>
  recordSecurityNotice(deps, deps.db, { userId: ada.id, kind, client: { ...CLIENT, ip } });

async function work() {
  await flushSecurityNotices(deps);
  await deliverDueMail(deps);
  return transport.sent.splice(0).map(({ subject, text }) => ({ subject, text }));
}

test("N1: a rolled back change records no notice", async () => {
  const rolledBack = deps.db.$transaction(async (tx) => {
    await recordSecurityNotice(deps, tx, { userId: ada.id, kind: "password-changed", client: CLIENT });
    throw new Error("rolled back");
  });
  await expect(rolledBack).rejects.toThrow();
  expect(await work()).toEqual([]);
});

test("N4: an address that is not confirmed is sent nothing", async () => {
  await set({ emailConfirmedAt: null });
  for (const kind of SECURITY_EVENT_KINDS) await note(kind);
  expect(await deps.db.securityNotice.count()).toBe(0);
});

test("N1: with the box unticked everything is emailed but sign-ins from new browsers", async () => {
  await set({ securityMails: false });
  for (const kind of SECURITY_EVENT_KINDS) await note(kind);
  const waiting = await deps.db.securityNotice.findMany({ select: { kind: true } });
  expect(waiting.map(({ kind }) => kind)).toEqual(SECURITY_EVENT_KINDS.filter((kind) => kind !== "new-browser-sign-in"));
  expect(await flushSecurityNotices(deps)).toHaveLength(SECURITY_EVENT_KINDS.length - 1);
});

test("N1: the box is ticked for a new account", async () => {
  const grace = await addUser(deps, "grace");
  expect(await deps.db.user.findUniqueOrThrow({ where: { id: grace.id } })).toMatchObject({ securityMails: true });
});

test.each([{ email: null, emailConfirmedAt: null }, { email: "mallory@example.com" }, { emailConfirmedAt: null }])(
  "N5: an event is sent to the address of its time, even if the account has %j by then",
  async (data) => {
    await note("two-factor-disabled");
    await deps.db.user.update({ where: { id: ada.id }, data });
    await note("password-changed");
    await flushSecurityNotices(deps);
    await deliverDueMail(deps);
    const sent = transport.sent.map(({ to, subject }) => [to, subject]);
    expect(sent).toContainEqual(["ada@example.com", "Latchkey: Two-factor authentication was disabled"]);
  },
);

test("N4: unticking the box before the email is written stops emails about new browsers, then and later", async () => {
  await note("new-browser-sign-in");
  await set({ securityMails: false });
  expect(await work()).toEqual([]);
  await set({ securityMails: true });
  clock.advance(3600);
  expect(await work()).toEqual([]);
});

test("N2, N3: the first event is emailed at once, those of the next 10 minutes in one email", async () => {
  await note("backup-code-used", "192.0.2.1");
  expect(await work()).toEqual([{ subject: "Latchkey: A backup code was used", text: expect.stringContaining("192.0.2.1") }]);
  for (const ip of ["192.0.2.2", "192.0.2.3", "192.0.2.4"]) {
    clock.advance(60);
    await note("backup-code-used", ip);
    expect(await work()).toEqual([]);
  }
  clock.advance(7 * 60);
  const mails = await work();
  expect(mails).toHaveLength(1);
  for (const ip of ["192.0.2.2", "192.0.2.3", "192.0.2.4"]) expect(mails[0]?.text).toContain(ip);
  expect(mails[0]?.text).not.toContain("192.0.2.1\n");
  clock.advance(3600);
  expect(await work()).toEqual([]);
});

test("N2: kinds and users do not delay each other", async () => {
  const grace = await addUser(deps, "grace", { email: "grace@example.com" });
  await deps.db.user.update({ where: { id: grace.id }, data: { securityMails: true, emailConfirmedAt: clock.now() } });
  await note("password-changed");
  await note("two-factor-disabled");
  await recordSecurityNotice(deps, deps.db, { userId: grace.id, kind: "password-changed", client: null });
  const subjects = (await work()).map(({ subject }) => subject).sort();
  const [password, off] = ["Latchkey: Your password was changed", "Latchkey: Two-factor authentication was disabled"];
  expect(subjects).toEqual([off, password, password]);
});

test("N2, N3: ten servers and a burst of events make one mail now and one later, with every event in one of them", async () => {
  const ips = Array.from({ length: 20 }, (_, index) => `198.51.100.${100 + index}`);
  await Promise.all(ips.flatMap((ip, index) => [note("password-changed", ip), ...(index % 2 ? [flushSecurityNotices(deps)] : [])]));
  const first = await work();
  clock.advance(10 * 60);
  await Promise.all(Array.from({ length: 10 }, () => flushSecurityNotices(deps)));
  const second = await work();
  expect([first.length, second.length]).toEqual([1, expect.toBeOneOf([0, 1])]);
  const mailed = [...first, ...second].map(({ text }) => text).join("\n");
  for (const ip of ips) expect(mailed.split(`${ip}\n`).length).toBe(2);
});

test("N3: an event stays waiting when its email cannot be queued", async () => {
  await note("password-changed");
  const broken = { ...deps, config: { ...deps.config, encryptionKeys: [] } };
  expect(await flushSecurityNotices(broken)).toEqual([]);
  expect(await work()).toHaveLength(1);
});
