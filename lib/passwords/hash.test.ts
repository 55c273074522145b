import { expect, test } from "vitest";
import { createHashQueue } from "@/lib/platform/hash-queue";
import { hashPassword, verifyPassword } from "./hash";

const deps = { hashing: createHashQueue(1) };

test("a hash is argon2id with the parameters of the policy", async () => {
  expect(await hashPassword(deps, "correct horse battery")).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

test("the password matches in any Unicode form, another one does not", async () => {
  const stored = await hashPassword(deps, "caf\u00e9 au lait 12");
  expect(await verifyPassword(deps, stored, "cafe\u0301 au lait 12")).toBe(true);
  expect(await verifyPassword(deps, stored, "cafe au lait 12")).toBe(false);
});

test("no account answers false after a whole verification", async () => {
  expect(await verifyPassword(deps, null, "anything at all")).toBe(false);
});
