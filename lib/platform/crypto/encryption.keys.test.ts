import { expect, test } from "vitest";
import { parseEncryptionKeys } from "./encryption";

const key = (fill: number) => Buffer.alloc(32, fill).toString("base64");

test("keys keep their order: the first one encrypts", () => {
  const parsed = parseEncryptionKeys(`new:${key(1)}, old:${key(2)}`);
  expect(parsed.ok && parsed.value.map(({ id }) => id)).toEqual(["new", "old"]);
  expect(parsed.ok && parsed.value[0]?.key).toEqual(Buffer.alloc(32, 1));
});

test.each([
  ["nothing", ""],
  ["no id", key(1)],
  ["an id with a dot, which the envelope uses", `a.b:${key(1)}`],
  ["16 bytes", `k:${Buffer.alloc(16).toString("base64")}`],
  ["33 bytes", `k:${Buffer.alloc(33).toString("base64")}`],
  ["the same id twice", `k:${key(1)},k:${key(2)}`],
  ["a comma too many", `k:${key(1)},`],
])("%s is refused", (_, text) => {
  expect(parseEncryptionKeys(text).ok).toBe(false);
});
