import { expect, test } from "vitest";
import { headerValue } from "./forward-auth";

test.each([
  ["ada.lovelace-1_x", "ada.lovelace-1_x"],
  ["ada+b@example.com", "ada+b@example.com"],
  ["", ""],
  ["Größe", "Gr%C3%B6%C3%9Fe"],
  ["管理者", "%E7%AE%A1%E7%90%86%E8%80%85"],
  ["100%@example.com", "100%25@example.com"],
  ["a b\r\nRemote-User: root", "a%20b%0D%0ARemote-User:%20root"],
])("F8: %j goes out as %j, and can be read back", (text, value) => {
  expect(headerValue(text)).toBe(value);
  expect(decodeURIComponent(value)).toBe(text);
  expect(new Headers({ "remote-user": value }).get("remote-user")).toBe(value);
});
