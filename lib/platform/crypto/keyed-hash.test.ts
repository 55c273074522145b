import { expect, test } from "vitest";
import { createKeyedHash } from "./keyed-hash";

test("a hash depends on the secret, the purpose and the value, and on nothing else", () => {
  const hash = createKeyedHash("one secret of at least 32 characters");
  expect(hash("session", "token")).toBe(createKeyedHash("one secret of at least 32 characters")("session", "token"));
  expect(hash("session", "token")).toMatch(/^[A-Za-z0-9_-]{43}$/);
  const others = [
    hash("login-attempt", "token"),
    hash("session", "other"),
    createKeyedHash("another secret of 32 characters, too")("session", "token"),
  ];
  expect(new Set([hash("session", "token"), ...others]).size).toBe(4);
});
