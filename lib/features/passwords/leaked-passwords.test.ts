import { expect, test } from "vitest";
import { decodeFilter, encodeFilter, isListed } from "./leaked-passwords";
import filter from "./leaked-passwords.json";

test("a filter finds its own passwords, and no others", () => {
  const decoded = decodeFilter(encodeFilter(["Vjkjljq18hfpyjc", "1qaz2wsx3edc", "1qaz2wsx3edc"]));
  expect(isListed(decoded, "vjkjljq18hfpyjc")).toBe(true);
  expect(isListed(decoded, "1qaz2wsx3edc")).toBe(true);
  expect(isListed(decoded, "1qaz2wsx3ed")).toBe(false);
  expect(decoded.size).toBe(2);
});

test("the committed filter holds the leaked passwords of 12 characters and more among the first million", () => {
  const leaked = decodeFilter(filter);
  expect(leaked.size).toBe(filter.count);
  expect(leaked.size).toBeGreaterThan(40_000);
  for (const password of ["leavemealone", "finalfantasy", "needforspeed", "123qweasdzxc", "vjkjljq18hfpyjc"])
    expect(isListed(leaked, password)).toBe(true);
});
