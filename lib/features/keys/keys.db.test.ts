import { setTimeout as delay } from "node:timers/promises";
import { v7 } from "uuid";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { decryptBody, enqueueMail } from "@/lib/features/notifications/outbox";
import type { ReverifiedSession } from "@/lib/features/sessions/session";
import { checkCode } from "@/lib/features/two-factor/check-code";
import { beginEnrolment, confirmEnrolment } from "@/lib/features/two-factor/enrolment";
import { decryptSecret, encryptSecret } from "@/lib/features/two-factor/totp";
import { createKeyedHash } from "@/lib/platform/crypto/keyed-hash";
import { connect, type Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { REENCRYPT_BATCH_SIZE, SERVER_LEASE_SECONDS } from "@/lib/policy";
import type { FakeClock } from "@/lib/testing/fake-clock";
import { holdConnections } from "@/lib/testing/hold-connections";
import { createTestDeps } from "@/lib/testing/test-deps";
import { addUser, addUserWithTwoFactor, CLIENT, codeNow, enterCode, signIn, startAttempt, unwrap } from "@/lib/testing/users";
import { acceptAuthSecret, checkAuthSecret, checkKeys, withSharedKey } from "./check-keys";
import { rotateKeys } from "./rotate-keys";
import { registerServer, renewLease, unregisterServer } from "./server-registry";

const OLD = { id: "test", key: Buffer.alloc(32, 7) };
const NEW = { id: "new", key: Buffer.alloc(32, 8) };
const IMPOSTOR = { id: "test", key: Buffer.alloc(32, 9) };
const NOTHING = { "totp-secrets": 0, "pending-totp-secrets": 0, mails: 0 };

let deps: Deps;
let clock: FakeClock;
beforeEach(async () => {
  ({ deps, clock } = await createTestDeps());
});

const withKeys = (...encryptionKeys: Deps["config"]["encryptionKeys"]): Deps => ({ ...deps, config: { ...deps.config, encryptionKeys } });
const rotate = (onProgress = () => {}) => rotateKeys(withKeys(NEW, OLD), { onProgress });
const serverId = (number: number) => `00000000-0000-7000-8000-00000000000${number}`;
const mailTo = (to: string) =>
  deps.db.$transaction((tx) => enqueueMail(deps, tx, { userId: null, username: to, to, mail: { kind: "test" } }));
const keyIds = async () => {
  const rows = [await deps.db.totpSecret.findMany(), await deps.db.pendingTotpSecret.findMany(), await deps.db.mailMessage.findMany()];
  return rows.flat().map(({ keyId }) => keyId);
};

/** A user with 2FA and an enrolment under way, and a queued email: a row of each kind. */
async function addEverything() {
  const user = await addUserWithTwoFactor(deps, "ada");
  const session = user.session as ReverifiedSession;
  const { secret: pending } = await beginEnrolment(deps, { session });
  return { user, session, pending, mailId: await mailTo("ada@example.com") };
}

/** Secrets of made-up users; each is the id of its user. */
async function addSecrets(count: number): Promise<void> {
  const createdAt = clock.now();
  const ids = Array.from({ length: count }, () => v7({ msecs: createdAt.getTime(), random: deps.random.bytes(16) }));
  await deps.db.user.createMany({ data: ids.map((id) => ({ id, username: id, usernameKey: id, createdAt })) });
  const data = ids.map((userId) => ({ userId, ...encryptSecret(deps, userId, userId), confirmedAt: createdAt, lastAcceptedStep: 0 }));
  await deps.db.totpSecret.createMany({ data });
}

test("Y1: after a rotation everything is decrypted with the new key alone, and works as before", async () => {
  const { user, session, pending, mailId } = await addEverything();
  const resealed = { "totp-secrets": 1, "pending-totp-secrets": 1, mails: 1 };
  expect(unwrap(await rotate())).toEqual({ keyId: "new", resealed, unopened: [], unusedKeyIds: ["test"] });
  expect(await keyIds()).toEqual(["new", "new", "new"]);
  const after = withKeys(NEW);
  const mail = await deps.db.mailMessage.findUniqueOrThrow({ where: { id: mailId } });
  expect(decryptBody(after, mail, mail.encryptedBody ?? "").content.subject).toContain("Latchkey");
  clock.advance(30);
  expect((await enterCode(after, await startAttempt(after, user), codeNow(deps, user.secret))).ok).toBe(true);
  expect((await beginEnrolment(after, { session })).secret).toBe(pending);
  unwrap(await confirmEnrolment(after, { session, code: codeNow(deps, pending), browserToken: undefined, client: CLIENT }));
});

/** Returns how many connections wait for a lock now. */
const countWaiting = async () => {
  const [row] = await deps.db.$queryRaw<{ waiting: number }[]>`SELECT count(*)::int AS waiting FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  return row?.waiting ?? 0;
};

/** Rotates while `change` is not yet committed: the rotation has read the former rows, and waits to write. */
async function rotateDuring(change: (tx: Transaction) => Promise<unknown>, meanwhile = async () => {}) {
  const { rotating } = await deps.db.$transaction(
    async (tx) => {
      await change(tx);
      const rotating = rotate();
      while ((await countWaiting()) < 1) await delay(20);
      await meanwhile();
      return { rotating };
    },
    { timeout: 15_000 },
  );
  return unwrap(await rotating);
}

test("Y1: a rotation does not overwrite a secret renewed, or an email sent, at the same moment", async () => {
  const { user, mailId } = await addEverything();
  const fresh = encryptSecret(deps, user.id, "THESECRETOFANOTHERPHONE");
  const renewing = await rotateDuring((tx) => tx.totpSecret.update({ where: { userId: user.id }, data: fresh }));
  expect(renewing.resealed).toEqual({ "totp-secrets": 0, "pending-totp-secrets": 1, mails: 1 });
  expect(await deps.db.totpSecret.findFirst()).toMatchObject(fresh);
  expect(unwrap(await rotate()).resealed).toEqual({ ...NOTHING, "totp-secrets": 1 });
  const sent = { sentAt: clock.now(), encryptedBody: null, keyId: null };
  await mailTo("bob@example.com");
  const sending = await rotateDuring((tx) => tx.mailMessage.updateMany({ where: { id: { not: mailId } }, data: sent }));
  expect(sending.resealed).toEqual(NOTHING);
  expect(await deps.db.mailMessage.findMany({ where: { id: { not: mailId } } })).toMatchObject([sent]);
});

test("Y1: a code checked before and consumed after a rotation of its secret is accepted once", async () => {
  const { user } = await addEverything();
  clock.advance(30);
  const checked = unwrap(await checkCode(deps, { userId: user.id }, codeNow(deps, user.secret)));
  unwrap(await rotate());
  expect(await deps.db.$transaction((tx) => checked.consume(tx, CLIENT))).toBe(true);
  expect(await deps.db.$transaction((tx) => checked.consume(tx, CLIENT))).toBe(false);
});

test("Y2: an interrupted rotation continues with the remaining rows, and everything stays decryptable", async () => {
  await addSecrets(REENCRYPT_BATCH_SIZE + 5);
  const breakOff = () => {
    throw new Error("broken off");
  };
  await expect(rotate(breakOff)).rejects.toThrow("broken off");
  const halfway = await deps.db.totpSecret.findMany();
  expect(new Set(halfway.map(({ keyId }) => keyId))).toEqual(new Set(["new", "test"]));
  for (const { userId, encrypted } of halfway) expect(decryptSecret(withKeys(NEW, OLD), userId, encrypted)).toBe(userId);
  expect(unwrap(await rotate()).resealed["totp-secrets"]).toBe(5);
  expect(unwrap(await rotate()).resealed).toEqual(NOTHING);
});

test("Y2: two parallel rotations encrypt each row once", async () => {
  await addSecrets(REENCRYPT_BATCH_SIZE + 5);
  const both = (await Promise.all([rotate(), rotate()])).map(unwrap);
  expect(both.reduce((sum, { resealed }) => sum + resealed["totp-secrets"], 0)).toBe(REENCRYPT_BATCH_SIZE + 5);
  for (const { userId, encrypted } of await deps.db.totpSecret.findMany())
    expect(decryptSecret(withKeys(NEW), userId, encrypted)).toBe(userId);
});

test("Y3: a row that cannot be decrypted is reported and left as it is; the others are rotated", async () => {
  const { user } = await addEverything();
  const bob = await addUserWithTwoFactor(deps, "bob");
  const mailId = await mailTo("bob@example.com");
  await deps.db.$executeRaw`UPDATE totp_secrets SET sealed = (SELECT sealed FROM totp_secrets WHERE user_id = ${user.id}::uuid)
    WHERE user_id = ${bob.id}::uuid`;
  await deps.db.mailMessage.update({ where: { id: mailId }, data: { toAddress: "eve@example.com" } });
  const { unopened, resealed, unusedKeyIds } = unwrap(await rotate());
  expect(unopened).toEqual([
    { kind: "totp-secrets", owner: "bob", keyId: "test" },
    { kind: "mails", owner: mailId, keyId: "test" },
  ]);
  expect(resealed).toEqual({ "totp-secrets": 1, "pending-totp-secrets": 1, mails: 1 });
  expect(unusedKeyIds).toEqual([]);
  expect(await deps.db.totpSecret.findUnique({ where: { userId: bob.id } })).toMatchObject({ keyId: "test" });
});

test("Y4: nothing is encrypted with a key that a running server does not know, and everything once it knows the key", async () => {
  await addEverything();
  unwrap(await registerServer(deps, serverId(1)));
  expect(await rotate()).toEqual({ ok: false, problem: { code: "server-lacks-key", keyId: "new" } });
  expect(await keyIds()).toEqual(["test", "test", "test"]);
  unwrap(await registerServer(withKeys(OLD, NEW), serverId(1)));
  expect(unwrap(await rotate()).resealed["totp-secrets"]).toBe(1);
});

test("Y4: a killed server blocks a rotation only until its lease ends", async () => {
  await addEverything();
  unwrap(await registerServer(deps, serverId(1)));
  await deps.db.$executeRaw`UPDATE running_servers SET seen_at = seen_at - make_interval(secs => ${SERVER_LEASE_SECONDS})`;
  expect((await rotate()).ok).toBe(true);
});

test("Y4: a server that lost its lease registers again, or is refused", async () => {
  await addEverything();
  unwrap(await registerServer(deps, serverId(1)));
  unwrap(await renewLease(deps, serverId(1)));
  await deps.db.$executeRaw`UPDATE running_servers SET seen_at = seen_at - make_interval(secs => ${SERVER_LEASE_SECONDS})`;
  unwrap(await renewLease(deps, serverId(1)));
  await deps.db.runningServer.deleteMany();
  unwrap(await rotate());
  expect(await renewLease(deps, serverId(1))).toEqual({ ok: false, problem: { code: "keys-missing", keyIds: ["new"] } });
});

test("Y4: a lease is renewed while requests hold every connection but the reserved ones", async () => {
  unwrap(await registerServer(deps, serverId(1)));
  const { db, disconnect } = connect(deps.config.databaseUrl, "latchkey-test", 1, 1);
  onTestFinished(disconnect);
  const release = await holdConnections(db, 1);
  unwrap(await renewLease({ ...deps, db }, serverId(1)));
  await release();
});

test("Y4: a server is refused when it or a running server could not decrypt what the other encrypts", async () => {
  unwrap(await registerServer(deps, serverId(1)));
  expect(await registerServer(withKeys(NEW, OLD), serverId(2))).toMatchObject({
    problem: { code: "other-servers-lack-key", keyId: "new" },
  });
  expect(await registerServer(withKeys(IMPOSTOR), serverId(2))).toMatchObject({
    problem: { code: "other-servers-lack-key", keyId: "test" },
  });
  unwrap(await registerServer(withKeys(OLD, NEW), serverId(2)));
  await unregisterServer(deps, serverId(1));
  unwrap(await registerServer(withKeys(NEW, OLD), serverId(3)));
  expect(await registerServer(withKeys(NEW), serverId(4))).toMatchObject({ problem: { code: "other-servers-key-missing", keyId: "test" } });
});

/** Starts a server while another connection waits for a lock; returns once registration has ended or waits as well. */
async function startServer() {
  let settled = false;
  const joining = registerServer(deps, serverId(1)).finally(() => {
    settled = true;
  });
  while (!settled && (await countWaiting()) < 2) await delay(20);
  return { joining };
}

test("Y4: a server that starts during a rotation waits, and is refused without the new key", async () => {
  await addSecrets(2);
  const held = await deps.db.totpSecret.findFirstOrThrow();
  const joins: ReturnType<typeof registerServer>[] = [];
  const start = async () => {
    joins.push((await startServer()).joining);
  };
  const change = (tx: Transaction) => tx.totpSecret.update({ where: { id: held.id }, data: { encrypted: `${held.encrypted} changed` } });
  expect((await rotateDuring(change, start)).resealed["totp-secrets"]).toBe(1);
  expect(await Promise.all(joins)).toEqual([{ ok: false, problem: { code: "keys-missing", keyIds: ["new"] } }]);
});

test("Y4: the command line encrypts with a key that every running server knows", async () => {
  const encryptsWith = async (...keys: Deps["config"]["encryptionKeys"]) =>
    (await withSharedKey(withKeys(...keys)))?.config.encryptionKeys.map(({ id }) => id) ?? null;
  expect(await encryptsWith(NEW, OLD)).toEqual(["new", "test"]);
  unwrap(await registerServer(deps, serverId(1)));
  expect(await encryptsWith(NEW, OLD)).toEqual(["test", "new"]);
  expect(await encryptsWith(NEW, IMPOSTOR)).toBeNull();
});

test.each(["totp-secrets", "pending-totp-secrets", "mails"])(
  "Y5: a key that %s need is reported when it is missing or has other bytes",
  async (kind) => {
    if (kind === "mails") await mailTo("ada@example.com");
    else {
      const user = await addUser(deps, "ada");
      const { id: sessionId } = (await signIn(deps, user)).session;
      const encrypted = encryptSecret(deps, user.id, "secret");
      const [now, userId] = [clock.now(), user.id];
      if (kind === "totp-secrets")
        await deps.db.totpSecret.create({ data: { userId, ...encrypted, confirmedAt: now, lastAcceptedStep: 0 } });
      else await deps.db.pendingTotpSecret.create({ data: { userId, sessionId, ...encrypted, createdAt: now, expiresAt: now } });
    }
    const check = (...keys: Deps["config"]["encryptionKeys"]) => checkKeys(withKeys(...keys), deps.db);
    expect(await check(NEW)).toEqual({ ok: false, problem: { code: "keys-missing", keyIds: ["test"] } });
    expect(await check(NEW, IMPOSTOR)).toEqual({ ok: false, problem: { code: "keys-wrong", keyIds: ["test"] } });
    expect(await check(NEW, OLD)).toEqual({ ok: true, value: null });
  },
);

test("Y5: a damaged row is not mistaken for a wrong key", async () => {
  await addSecrets(2);
  const newest = await deps.db.totpSecret.findFirstOrThrow({ orderBy: { id: "desc" } });
  await deps.db.totpSecret.update({ where: { id: newest.id }, data: { encrypted: "v1.test.damaged" } });
  expect((await checkKeys(deps, deps.db)).ok).toBe(true);
});

test("Y6: a changed AUTH_SECRET is detected, accepted only while no server runs, and deletes sessions and backup codes", async () => {
  const ada = await addUserWithTwoFactor(deps, "ada");
  expect([await checkAuthSecret(deps), await checkAuthSecret(deps)]).toEqual([true, true]);
  const other = { ...deps, keyedHash: createKeyedHash("another secret for tests, long enough too") };
  expect(await checkAuthSecret(other)).toBe(false);
  unwrap(await registerServer(deps, serverId(1)));
  expect(await acceptAuthSecret(other)).toEqual({ ok: false, problem: { code: "server-running" } });
  expect(unwrap(await acceptAuthSecret(deps))).toEqual({ changed: false });
  await unregisterServer(deps, serverId(1));
  expect(await deps.db.backupCode.count()).toBe(6);
  expect(unwrap(await acceptAuthSecret(other))).toEqual({ changed: true });
  expect([await checkAuthSecret(other), await checkAuthSecret(deps)]).toEqual([true, false]);
  expect([await deps.db.backupCode.count(), await deps.db.session.count()]).toEqual([0, 0]);
  clock.advance(30);
  expect((await enterCode(other, await startAttempt(other, ada), codeNow(deps, ada.secret))).ok).toBe(true);
  expect(await deps.db.auditEvent.count({ where: { type: "auth-secret-accepted" } })).toBe(1);
});

test("Y6: a server that starts while another AUTH_SECRET is accepted waits, and is refused with the old one", async () => {
  await checkAuthSecret(deps);
  const other = { ...deps, keyedHash: createKeyedHash("another secret for tests, long enough too") };
  const { accepting, joining } = await deps.db.$transaction(
    async (tx) => {
      // Allows reads, blocks writes: the acceptance has looked for running servers by then, and waits to write.
      await tx.$queryRaw`SELECT 1 FROM instance_facts FOR SHARE`;
      const accepting = acceptAuthSecret(other);
      while ((await countWaiting()) < 1) await delay(20);
      return { accepting, ...(await startServer()) };
    },
    { timeout: 15_000 },
  );
  expect(unwrap(await accepting)).toEqual({ changed: true });
  expect(await joining).toMatchObject({ problem: { code: "auth-secret-changed" } });
});

test("Y6: a server that lost its lease while another AUTH_SECRET was accepted cannot register with the old one", async () => {
  unwrap(await registerServer(deps, serverId(1)));
  await deps.db.$executeRaw`UPDATE running_servers SET seen_at = now() - make_interval(secs => ${SERVER_LEASE_SECONDS + 1})`;
  const other = { ...deps, keyedHash: createKeyedHash("another secret for tests, long enough too") };
  unwrap(await acceptAuthSecret(other));
  expect(await renewLease(deps, serverId(1))).toMatchObject({ problem: { code: "auth-secret-changed" } });
  unwrap(await registerServer(other, serverId(2)));
});

test("Y3: a key that a running server still encrypts with is not reported as unused", async () => {
  await addSecrets(2);
  unwrap(await registerServer(withKeys(OLD, NEW), serverId(1)));
  expect(unwrap(await rotate()).unusedKeyIds).toEqual([]);
  unwrap(await registerServer(withKeys(NEW, OLD), serverId(1)));
  expect(unwrap(await rotate()).unusedKeyIds).toEqual(["test"]);
});

test("Y7: a rotation is recorded once, and neither keys nor AUTH_SECRET are stored", async () => {
  await addEverything();
  await checkAuthSecret(deps);
  unwrap(await registerServer(withKeys(OLD, NEW), serverId(1)));
  unwrap(await rotate());
  unwrap(await rotate());
  expect(await deps.db.auditEvent.count({ where: { type: "keys-rotated" } })).toBe(1);
  const kept = JSON.stringify([await deps.db.runningServer.findMany(), await deps.db.instanceSetting.findMany()]);
  for (const secret of [OLD.key, NEW.key, Buffer.from(deps.config.authSecret)]) {
    for (const encoding of ["hex", "base64", "base64url", "latin1"] as const) expect(kept).not.toContain(secret.toString(encoding));
  }
});
