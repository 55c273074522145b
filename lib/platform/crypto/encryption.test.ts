import { expect, test } from "vitest";
import { DecryptionError, decrypt, encrypt } from "./encryption";
import { systemRandom } from "./keyed-hash";

const OLD = { id: "old", key: Buffer.alloc(32, 1) };
const NEW = { id: "new", key: Buffer.alloc(32, 2) };
const CONTEXT = { userId: "00000000-0000-7000-8000-000000000001", purpose: "totp-secret" as const };

test("what is sealed opens for the same user, and no two envelopes are alike", () => {
  const [one, other] = [1, 2].map(() => encrypt([OLD], systemRandom, CONTEXT, "JBSWY3DPEHPK3PXP"));
  expect(one?.keyId).toBe("old");
  expect(one?.sealed).not.toBe(other?.sealed);
  expect(decrypt([OLD], CONTEXT, one?.sealed ?? "")).toBe("JBSWY3DPEHPK3PXP");
});

test("the first key encrypts, every key opens", () => {
  const { sealed } = encrypt([OLD], systemRandom, CONTEXT, "secret");
  expect(encrypt([NEW, OLD], systemRandom, CONTEXT, "secret").keyId).toBe("new");
  expect(decrypt([NEW, OLD], CONTEXT, sealed)).toBe("secret");
});

test("it opens nowhere else: not for another user, without its key, under another key's id, or changed", () => {
  const { sealed } = encrypt([OLD], systemRandom, CONTEXT, "secret");
  const changed = `${sealed.slice(0, -2)}${sealed.endsWith("AA") ? "BB" : "AA"}`;
  expect(() => decrypt([OLD], { ...CONTEXT, userId: "somebody-else" }, sealed)).toThrow(DecryptionError);
  expect(() => decrypt([NEW], CONTEXT, sealed)).toThrow(/"old".*ENCRYPTION_KEYS/);
  expect(() => decrypt([{ ...NEW, id: "old" }], CONTEXT, sealed)).toThrow(DecryptionError);
  expect(() => decrypt([OLD], CONTEXT, changed)).toThrow(DecryptionError);
  for (const damaged of ["", "v1.old.", "v1.old.c2hvcnQ"]) expect(() => decrypt([OLD], CONTEXT, damaged)).toThrow(DecryptionError);
});
