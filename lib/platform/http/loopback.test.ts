import { expect, test } from "vitest";
import { isLoopback, isLoopbackInBrowsers } from "./client-address";

test.each(["localhost", "127.0.0.1", "127.9.9.9", "::1", "[::1]"])("%s is this machine", (host) => {
  expect(isLoopback(host)).toBe(true);
  expect(isLoopbackInBrowsers(host)).toBe(true);
});

test.each([
  "127.mail.example.com",
  "127.0.0.1.nip.io",
  "127.0.0",
  "128.0.0.1",
  "::2",
  "[2001:db8::1]",
  "localhost.example",
  "mylocalhost",
  ".localhost",
  "",
])("%s may be another machine", (host) => {
  expect(isLoopback(host)).toBe(false);
  expect(isLoopbackInBrowsers(host)).toBe(false);
});

test("a name below localhost is this machine for browsers only", () => {
  expect(isLoopback("console.localhost")).toBe(false);
  expect(isLoopbackInBrowsers("console.localhost")).toBe(true);
});
