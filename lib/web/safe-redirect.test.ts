import { expect, test } from "vitest";
import { safeReturnTo } from "./safe-redirect";

test.each([
  ["/", "/"],
  ["/settings?tab=a#b", "/settings?tab=a#b"],
  ["/a/../settings", "/settings"],
])("%j leads to %j", (value, path) => {
  expect(safeReturnTo(value)).toBe(path);
});

test.each([
  undefined,
  null,
  7,
  ["/settings"],
  "",
  "settings",
  "https://evil.example",
  "//evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "/a/..//evil.example",
  "javascript:alert(1)",
  "/login",
  "/login/verify",
  "/api/auth/signout",
  `/${"a".repeat(3000)}`,
])("%j leads nowhere", (value) => {
  expect(safeReturnTo(value)).toBeNull();
});
