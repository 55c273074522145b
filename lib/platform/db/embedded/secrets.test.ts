import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parseEncryptionKeys } from "@/lib/platform/crypto/encryption";
import { systemRandom } from "@/lib/platform/crypto/keyed-hash";
import { addEncryptionKey, createSecrets, readSecrets } from "./secrets";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "latchkey-secrets-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("secrets are created once, readable by their owner only, and valid", async () => {
  expect(await readSecrets(folder)).toBeNull();
  const made = await createSecrets(folder, systemRandom);
  expect(await readSecrets(folder)).toEqual(made);
  expect((await stat(path.join(folder, "secrets.json"))).mode & 0o777).toBe(0o600);
  expect(parseEncryptionKeys(made.encryptionKeys).ok).toBe(true);
  expect(made.authSecret.length).toBeGreaterThanOrEqual(32);
});

test("concurrent first starts agree on one set of secrets", async () => {
  await createSecrets(folder, systemRandom);
  const first = await readSecrets(folder);
  expect(await createSecrets(folder, systemRandom)).toEqual(first);
  expect(await readdir(folder)).toEqual(["secrets.json"]);
});

test("a new key becomes the first one, keeps the others, and is readable by the owner only", async () => {
  const before = await createSecrets(folder, systemRandom);
  expect([await addEncryptionKey(folder, systemRandom), await addEncryptionKey(folder, systemRandom)]).toEqual(["k2", "k3"]);
  const after = await readSecrets(folder);
  expect({ ...after, encryptionKeys: "" }).toEqual({ ...before, encryptionKeys: "" });
  const keys = parseEncryptionKeys(after?.encryptionKeys ?? "");
  expect(keys.ok && keys.value.map(({ id }) => id)).toEqual(["k3", "k2", "k1"]);
  expect(after?.encryptionKeys.endsWith(`,${before.encryptionKeys}`)).toBe(true);
  expect((await stat(path.join(folder, "secrets.json"))).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(["secrets.json"]);
});

test.each(["", "{}", "not json", '{"authSecret":"short"}'])(
  "a damaged file (%s) is an error, not a reason for new secrets",
  async (text) => {
    await writeFile(path.join(folder, "secrets.json"), text);
    await expect(readSecrets(folder)).rejects.toThrow(/secrets\.json is damaged/);
  },
);
