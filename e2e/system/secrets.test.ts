import { expect, test } from "vitest";
import { sealSecret } from "@/lib/features/two-factor/totp";
import { ownLines, type StartedConsole, startConsole } from "../support/console";
import { newDataDir } from "../support/data-dir";
import { addPerson, connectToServerDatabase } from "../support/database";
import { sealingKeys } from "../support/mailbox";
import { admin } from "../support/operator";

const OTHER_KEY = Buffer.alloc(32, 1).toString("base64");

async function stop(console: StartedConsole): Promise<void> {
  console.npm.kill("SIGTERM");
  expect(await console.ended).toBe(0);
}

/** The one line of a start that is refused. */
async function refusal(dataDir: string, env: Record<string, string>): Promise<string> {
  const console = await startConsole({ dataDir, env });
  expect(await console.ended).toBe(1);
  const lines = ownLines(console).filter((line) => !line.includes("left behind"));
  expect(lines).toHaveLength(1);
  return lines[0] ?? "";
}

/** Somebody with 2FA and a proven address, as the running console would have made them. */
async function addProtectedPerson(dataDir: string) {
  const connection = await connectToServerDatabase(dataDir);
  const person = await addPerson(connection, { provenEmail: "ada@example.com" });
  const sealed = sealSecret(await sealingKeys(dataDir), person.id, "SECRET");
  await connection.db.totpSecret.create({ data: { userId: person.id, ...sealed, confirmedAt: new Date(), lastAcceptedStep: 0 } });
  await connection.disconnect();
  return person;
}

test("a key is changed while the console runs, step by step; a step left out is refused", async () => {
  const dataDir = await newDataDir();
  const first = await startConsole({ dataDir });
  await first.ready();
  const person = await addProtectedPerson(dataDir);
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
  expect((await admin(dataDir, ["disable-user", person.username])).out).toContain("kept in the outbox");
  await stop(first);

  const second = await startConsole({ dataDir });
  await second.ready();
  const rotated = await admin(dataDir, ["rotate-keys", "--json"]);
  expect(rotated.code).toBe(0);
  expect(rotated.errorLines).toContain("1 authenticator secrets encrypted anew …");
  expect(JSON.parse(rotated.out)).toEqual({
    keyId: "k2",
    resealed: { "totp-secrets": 1, "pending-totp-secrets": 0, mails: 1 },
    unopened: [],
    unusedKeyIds: ["k1"],
  });
  expect((await fetch(`${second.url}/api/health/ready`)).status).toBe(200);
});

test("lost keys and another AUTH_SECRET are told at start, and a new secret can be accepted on purpose", async () => {
  const dataDir = await newDataDir();
  const first = await startConsole({ dataDir });
  await first.ready();
  await addProtectedPerson(dataDir);
  const AUTH_SECRET = "another secret of thirty-two characters or more";
  expect((await admin(dataDir, ["accept-auth-secret"], "", { AUTH_SECRET })).errorLines[0]).toMatch(/stop it first/);
  await stop(first);

  expect(await refusal(dataDir, { ENCRYPTION_KEYS: `k9:${OTHER_KEY}` })).toMatch(/^ENCRYPTION_KEYS lacks the key "k1"/);
  expect(await refusal(dataDir, { ENCRYPTION_KEYS: `k1:${OTHER_KEY}` })).toMatch(/^ENCRYPTION_KEYS has the key "k1" with other bytes/);
  expect(await refusal(dataDir, { AUTH_SECRET })).toMatch(/^AUTH_SECRET is not the one .*backup codes.*accept-auth-secret$/);
  expect((await admin(dataDir, ["list-users"], "", { AUTH_SECRET })).errorLines[0]).toMatch(/^AUTH_SECRET is not the one/);
  expect((await admin(dataDir, ["accept-auth-secret", "--json"], "", { AUTH_SECRET })).out).toBe('{"changed":true}\n');
  const second = await startConsole({ dataDir, env: { AUTH_SECRET } });
  await second.ready();
});
