import { expect, test } from "vitest";
import { seededRandom } from "@/lib/testing/seeded-random";
import { generateTotpSecret, otpauthUri, verifyTotp } from "./totp";

/** The ASCII secret "12345678901234567890" of RFC 6238 Appendix B, in base32. */
const RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const at = (seconds: number) => new Date(seconds * 1000);
const unused = { secret: RFC_SECRET, lastAcceptedStep: null };

test.each([
  [59, "287082"],
  [1111111109, "081804"],
  [1111111111, "050471"],
  [1234567890, "005924"],
  [2000000000, "279037"],
  [20000000000, "353130"],
])("RFC 6238 Appendix B at %i s, last 6 of 8 digits: %s", (seconds, digits) => {
  expect(verifyTotp(unused, digits, at(seconds), "past-only")).toEqual({ kind: "valid", step: Math.floor(seconds / 30) });
});

test.each([
  ["the step before", -30, "valid"],
  ["the last second of the step before", -1, "valid"],
  ["the step after", 30, "valid"],
  ["two steps before", -60, "wrong"],
  ["two steps after", 60, "wrong"],
])("%s is %3$s", (_name, phoneAhead, kind) => {
  const serverTime = 1111111110 - phoneAhead;
  expect(verifyTotp(unused, "050471", at(serverTime), "past-only").kind).toBe(kind);
});

test("a code at or below the last accepted step is already used, whatever its step in the window", () => {
  const step = Math.floor(1111111111 / 30);
  for (const lastAcceptedStep of [step, step + 1]) {
    expect(verifyTotp({ secret: RFC_SECRET, lastAcceptedStep }, "050471", at(1111111111), "past-only")).toEqual({ kind: "already-used" });
  }
  expect(verifyTotp({ secret: RFC_SECRET, lastAcceptedStep: step - 1 }, "050471", at(1111111111), "past-only").kind).toBe("valid");
});

test("after the server's clock went back an hour every code is refused as used, without an error", () => {
  const lastAcceptedStep = Math.floor(1111111111 / 30) + 120;
  expect(verifyTotp({ secret: RFC_SECRET, lastAcceptedStep }, "050471", at(1111111111), "past-only")).toEqual({ kind: "already-used" });
  expect(verifyTotp({ secret: RFC_SECRET, lastAcceptedStep }, "000000", at(1111111111), "past-only").kind).toBe("wrong");
});

test("the offset of a phone whose clock is behind is reported", () => {
  expect(verifyTotp(unused, "050471", at(1111111110 + 300), "past-only")).toEqual({ kind: "wrong", clockOffsetSeconds: -300 });
});

test("the offset of a phone whose clock is ahead is reported only where an attacker cannot see it", () => {
  const early = at(1111111110 - 300);
  expect(verifyTotp(unused, "050471", early, "past-and-future")).toEqual({ kind: "wrong", clockOffsetSeconds: 300 });
  expect(verifyTotp(unused, "050471", early, "past-only")).toEqual({ kind: "wrong", clockOffsetSeconds: null });
});

test("a code of no time nearby reports no offset", () => {
  expect(verifyTotp(unused, "000000", at(1111111111), "past-and-future")).toEqual({ kind: "wrong", clockOffsetSeconds: null });
});

test("a secret has 160 bits: 32 characters of base32", () => {
  expect(generateTotpSecret(seededRandom("totp"))).toMatch(/^[A-Z2-7]{32}$/);
});

test("the Key URI names issuer and account", () => {
  expect(otpauthUri("Latchkey", "ada", RFC_SECRET)).toMatch(
    /^otpauth:\/\/totp\/Latchkey:ada\?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Latchkey/,
  );
});

test.each([
  ["a".repeat(64), "a".repeat(64)],
  ["漢".repeat(64), `${"漢".repeat(11)}…`],
  ["👩‍👩‍👧".repeat(9), "👩‍👩‍👧…"],
])("a name of many bytes is cut in the Key URI at a letter, so that the QR code stays readable: %s", (label, shown) => {
  const { pathname } = new URL(otpauthUri("Latchkey", label, RFC_SECRET));
  expect(decodeURIComponent(pathname)).toContain(`Latchkey:${shown}`);
  expect(decodeURIComponent(pathname)).toMatch(/[^�]$/u);
});
