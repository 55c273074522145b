import { verify } from "@node-rs/argon2";
import pLimit from "p-limit";
import { expect, test, vi } from "vitest";
import { hashPassword, isOutdatedHash, verifyPassword } from "./hash";

vi.mock("@node-rs/argon2", { spy: true });

const deps = { hashing: pLimit(1) };

test("a hash is argon2id with the parameters of the policy", async () => {
  expect(await hashPassword(deps, "correct horse battery")).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

test("the password matches in any Unicode form, another one does not", async () => {
  const stored = await hashPassword(deps, "caf\u00e9 au lait 12");
  expect(await verifyPassword(deps, stored, "cafe\u0301 au lait 12")).toBe(true);
  expect(await verifyPassword(deps, stored, "cafe au lait 12")).toBe(false);
});

test("without an account verification takes the parameters of a new hash and returns false", async () => {
  const parametersOf = (hash: unknown) => String(hash).split("$").slice(0, 4).join("$");
  vi.mocked(verify).mockClear();
  expect(await verifyPassword(deps, null, "anything at all")).toBe(false);
  expect(vi.mocked(verify).mock.calls.map(([hash, password]) => [parametersOf(hash), password])).toEqual([
    [parametersOf(await hashPassword(deps, "correct horse battery")), "anything at all"],
  ]);
});

test.each([
  ["$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA", false],
  ["$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaA", false],
  ["$argon2id$v=16$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA", true],
  ["$argon2id$v=19$m=19455,t=2,p=1$c2FsdHNhbHQ$aGFzaA", true],
  ["$argon2id$v=19$m=19456,t=1,p=1$c2FsdHNhbHQ$aGFzaA", true],
  ["$argon2i$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA", true],
  ["$2b$12$abcdefghijklmnopqrstuv", true],
  ["", true],
])("the hash %s is outdated: %s", (passwordHash, outdated) => {
  expect(isOutdatedHash(passwordHash)).toBe(outdated);
});

test("a new hash is not outdated", async () => {
  expect(isOutdatedHash(await hashPassword(deps, "correct horse battery"))).toBe(false);
});
