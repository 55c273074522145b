import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readDependencies, reviewLicense } from "./dependencies";
import { renderNotices } from "./render";

const manifest = JSON.parse(readFileSync("package.json", "utf8"));

test("the project's license is Apache-2.0, in package.json and as its whole text", () => {
  expect(manifest.license).toBe("Apache-2.0");
  const text = readFileSync("LICENSE", "utf8");
  expect(text).toContain("Apache License\n                           Version 2.0, January 2004");
  expect(text).toContain("Copyright the Latchkey authors");
});

test("THIRD-PARTY-NOTICES.md matches the installed dependencies (npx tsx scripts/write-notices.ts)", () => {
  const written = readFileSync("THIRD-PARTY-NOTICES.md", "utf8");
  expect(written === renderNotices("."), "THIRD-PARTY-NOTICES.md is out of date: npx tsx scripts/write-notices.ts").toBe(true);
});

test("every runtime dependency is in it, and none that only tests use", () => {
  const names = readDependencies("package-lock.json").map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(Object.keys(manifest.dependencies)));
  expect(names).not.toContain("vitest");
});

test.each(["AGPL-3.0", "GPL-3.0-only", "MIT AND GPL-2.0", "MIT OR GPL-2.0", "none", "SEE LICENSE IN LICENSE.md"])(
  "a license that was not reviewed is refused: %s",
  (license) => {
    expect(() => reviewLicense({ name: "some-package", version: "1.0.0", license })).toThrow(
      `some-package 1.0.0 has the license "${license}"`,
    );
  },
);

test("a reviewed package with another license is reviewed again", () => {
  expect(reviewLicense({ name: "elkjs", version: "0.11.1", license: "EPL-2.0" })).toContain("Prisma");
  expect(() => reviewLicense({ name: "elkjs", version: "1.0.0", license: "AGPL-3.0" })).toThrow("elkjs 1.0.0");
});
