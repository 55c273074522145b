import { expect, test } from "vitest";
import { safeReason } from "./transport";

test.each([
  ["535 wrong: p@ss word/1", "535 wrong: …"],
  [`535 wrong: ${Buffer.from("p@ss word/1").toString("base64")}`, "535 wrong: …"],
  ["535 wrong: p%40ss%20word%2F1", "535 wrong: …"],
  ["554 spam: https://console.example/set-password/token and more", "554 spam: … and more"],
  ["554 spam: 82345619", "554 spam: …"],
  ["550 5.1.1\r\n no\tsuch\u0000 user", "550 5.1.1 no such user"],
  ["x".repeat(1000), "x".repeat(200)],
])("%j reads %j", (said, expected) => {
  expect(safeReason(said, ["p@ss word/1", "u", ""])).toBe(expected);
});
