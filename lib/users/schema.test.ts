import { expect, test } from "vitest";
import { emailSchema, optionalEmailSchema, usernameSchema } from "./schema";

test.each([
  ["ada", "ada"],
  ["  Ada.Love-lace_1 ", "Ada.Love-lace_1"],
  ["Ａｄａ", "Ada"],
  ["Zoë", "Zoë"],
  ["Ольга", "Ольга"],
])("the name %j is taken as %j", (typed, name) => {
  expect(usernameSchema.parse(typed)).toBe(name);
});

test.each(["", "   ", "a b", "ada@example.com", "a\u200bb", "a/b", "<b>", "a\nb", "x".repeat(65)])(
  "U2: the name %j is refused",
  (typed) => {
    expect(usernameSchema.safeParse(typed).success).toBe(false);
  },
);

test.each(["ada@example.com", "ada+tag@mail.example.com", "ada@localhost", "o'hara@example.com", "ａｄａ@example.com"])(
  "the address %j is taken",
  (typed) => {
    expect(emailSchema.safeParse(typed).success).toBe(true);
  },
);

test.each([
  "",
  "ada",
  "ada@",
  "@example.com",
  "ada@example.com,eve@evil.example",
  "ada@example.com;eve@evil.example",
  "ada@example.com eve@evil.example",
  "ada@evil.example@example.com",
  "ada@example.com，eve@evil.example",
  "Ada <ada@example.com>",
  '"ada"@example.com',
  "ada(x)@example.com",
  "ada\r\nBcc:eve@example.com",
  `${"a".repeat(250)}@example.com`,
])("U3: the address %j is refused", (typed) => {
  expect(emailSchema.safeParse(typed).success).toBe(false);
});

test("an address left out is none", () => {
  expect(optionalEmailSchema.parse("  ")).toBeNull();
  expect(optionalEmailSchema.parse(" ada@example.com ")).toBe("ada@example.com");
});
