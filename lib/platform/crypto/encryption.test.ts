import { expect, test } from "vitest";
import { DecryptionError, decrypt, encrypt } from "./encryption";
import { systemRandom } from "./keyed-hash";

const OLD = { id: "old", key: Buffer.alloc(32, 1) };
const NEW = { id: "new", key: Buffer.alloc(32, 2) };
const CONTEXT = { userId: "00000000-0000-7000-8000-000000000001", purpose: "totp-secret" as const };

test("an encrypted text decrypts for the same user, and equal texts encrypt differently", () => {
  const [one, other] = [1, 2].map(() => encrypt([OLD], systemRandom, CONTEXT, "JBSWY3DPEHPK3PXP"));
  expect(one?.keyId).toBe("old");
  expect(one?.encrypted).not.toBe(other?.encrypted);
  expect(decrypt([OLD], CONTEXT, one?.encrypted ?? "")).toBe("JBSWY3DPEHPK3PXP");
});

test("the first key encrypts, every key decrypts", () => {
  const { encrypted } = encrypt([OLD], systemRandom, CONTEXT, "secret");
  expect(encrypt([NEW, OLD], systemRandom, CONTEXT, "secret").keyId).toBe("new");
  expect(decrypt([NEW, OLD], CONTEXT, encrypted)).toBe("secret");
});

test("decryption fails for another user, without the key, under another key's id, or after a change", () => {
  const { encrypted } = encrypt([OLD], systemRandom, CONTEXT, "secret");
  const changed = `${encrypted.slice(0, -2)}${encrypted.endsWith("AA") ? "BB" : "AA"}`;
  expect(() => decrypt([OLD], { ...CONTEXT, userId: "somebody-else" }, encrypted)).toThrow(DecryptionError);
  expect(() => decrypt([NEW], CONTEXT, encrypted)).toThrow(/"old".*ENCRYPTION_KEYS/);
  expect(() => decrypt([{ ...NEW, id: "old" }], CONTEXT, encrypted)).toThrow(DecryptionError);
  expect(() => decrypt([OLD], CONTEXT, changed)).toThrow(DecryptionError);
  for (const damaged of ["", "v1.old.", "v1.old.c2hvcnQ"]) expect(() => decrypt([OLD], CONTEXT, damaged)).toThrow(DecryptionError);
});
