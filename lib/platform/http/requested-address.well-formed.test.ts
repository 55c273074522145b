import { expect, test } from "vitest";
import { isWellFormed } from "./requested-address";

const host = "localhost:3000";

test.each(["/", "/admin/users/%41?q=%", "/%2e%2e/%2f"])("%s can be read", (url) => {
  expect(isWellFormed({ url, host })).toBe(true);
});

test.each(["", "*", "http://evil.example/", "/%", "/%ff", "/a/%E0%A4%A?b"])("%s cannot", (url) => {
  expect(isWellFormed({ url, host })).toBe(false);
});

test("a host is a name or an address, with or without a port", () => {
  for (const name of ["console.example", "[::1]:3000", "192.0.2.1"]) expect(isWellFormed({ url: "/", host: name })).toBe(true);
  for (const name of [undefined, "", "a/b", "a b", "a@b", "a?b"]) expect(isWellFormed({ url: "/", host: name })).toBe(false);
});
