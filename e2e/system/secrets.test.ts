import { expect, test } from "vitest";
import { encryptSecret } from "@/lib/features/two-factor/totp";
import { isReady, ownLines, type StartedApp, startApp, startReadyApp } from "../support/app";
import { admin } from "../support/command-line";
import { newDataDir } from "../support/data-dir";
import { addUser, connectToServerDatabase } from "../support/database";
import { encryptionKeys } from "../support/mailbox";

const OTHER_KEY = Buffer.alloc(32, 1).toString("base64");

async function stop(app: StartedApp): Promise<void> {
  expect(await app.stop()).toBe(0);
}

/** The one line of a refused start. */
async function refusal(dataDir: string, env: Record<string, string>): Promise<string> {
  const app = await startApp({ dataDir, env });
  expect(await app.ended).toBe(1);
  const lines = ownLines(app).filter((line) => !line.includes("left behind"));
  expect(lines).toHaveLength(1);
  return lines[0] ?? "";
}

/** A user with 2FA and a confirmed address, as the running console creates one. */
async function addUserWithTwoFactor(dataDir: string) {
  const connection = await connectToServerDatabase(dataDir);
  const user = await addUser(connection, { confirmedEmail: "ada@example.com" });
  const encrypted = encryptSecret(await encryptionKeys(dataDir), user.id, "SECRET");
  await connection.db.totpSecret.create({ data: { userId: user.id, ...encrypted, confirmedAt: new Date(), lastAcceptedStep: 0 } });
  await connection.disconnect();
  return user;
}

test("a key is rotated step by step while the console runs; a skipped step is refused", async () => {
  const dataDir = await newDataDir();
  const first = await startReadyApp({ dataDir });
  const user = await addUserWithTwoFactor(dataDir);
  expect(await admin(dataDir, ["rotate-keys", "--new-key"], "", { ENCRYPTION_KEYS: `x:${OTHER_KEY}` })).toMatchObject({ code: 1, out: "" });
  expect((await admin(dataDir, ["rotate-keys"])).out).toContain(
    "the only key, so there is nothing to rotate from: npm run admin -- rotate-keys --new-key",
  );
  const made = await admin(dataDir, ["rotate-keys", "--new-key", "--json"]);
  expect(JSON.parse(made.out)).toEqual({ keyId: "k2", restartNeeded: true });
  expect(await admin(dataDir, ["rotate-keys"])).toMatchObject({
    code: 1,
    errorLines: [expect.stringContaining('does not know the key "k2" yet')],
  });
  expect((await admin(dataDir, ["disable-user", user.username])).out).toContain("the notification email is in the outbox");
  await stop(first);

  const second = await startReadyApp({ dataDir });
  const rotated = await admin(dataDir, ["rotate-keys", "--json"]);
  expect(rotated.code).toBe(0);
  expect(rotated.errorLines).toContain("1 authenticator secrets re-encrypted …");
  expect(JSON.parse(rotated.out)).toEqual({
    keyId: "k2",
    resealed: { "totp-secrets": 1, "pending-totp-secrets": 0, mails: 1 },
    unopened: [],
    unusedKeyIds: ["k1"],
  });
  expect(await isReady(second.url)).toBe(true);
});

test("lost keys and another AUTH_SECRET are reported at start, and a new secret can be accepted on purpose", async () => {
  const dataDir = await newDataDir();
  const first = await startReadyApp({ dataDir });
  await addUserWithTwoFactor(dataDir);
  const AUTH_SECRET = "another secret of thirty-two characters or more";
  expect((await admin(dataDir, ["accept-auth-secret"], "", { AUTH_SECRET })).errorLines[0]).toMatch(/stop it first/);
  await stop(first);

  expect(await refusal(dataDir, { ENCRYPTION_KEYS: `k9:${OTHER_KEY}` })).toMatch(/^ENCRYPTION_KEYS lacks the key "k1"/);
  expect(await refusal(dataDir, { ENCRYPTION_KEYS: `k1:${OTHER_KEY}` })).toMatch(/^ENCRYPTION_KEYS has the key "k1" with other bytes/);
  expect(await refusal(dataDir, { AUTH_SECRET })).toMatch(/^AUTH_SECRET is not the one .*backup codes.*accept-auth-secret$/);
  expect((await admin(dataDir, ["list-users"], "", { AUTH_SECRET })).errorLines[0]).toMatch(/^AUTH_SECRET is not the one/);
  expect((await admin(dataDir, ["accept-auth-secret", "--json"], "", { AUTH_SECRET })).out).toBe('{"changed":true}\n');
  await startReadyApp({ dataDir, env: { AUTH_SECRET } });
});
