import { readFileSync } from "node:fs";
import semver from "semver";
import { describe, expect, test } from "vitest";
import { TESTED_NODE_MAJORS } from "@/lib/server/supported-versions";
import { readExceptions } from "./exceptions";
import { FIX_RELEASE_MAX_DAYS, OTHER_RELEASE_MAX_DAYS, RELEASE_EXCEPTION_MAX_DAYS } from "./judge";

type Locked = { resolved?: string; integrity?: string; inBundle?: boolean; os?: string[]; engines?: { node?: string } };

const read = (file: string) => JSON.parse(readFileSync(file, "utf8"));
const DAY_MS = 24 * 60 * 60 * 1000;
const OLDEST_NODE = semver.minVersion(read("package.json").engines.node)?.version ?? "";

/** Prisma's local development server, which declares a newer Node.js and is never started here. */
const UNUSED = ["node_modules/@prisma/streams-local"];

describe.each([".", "bench"])("in %s", (project) => {
  const manifest = read(`${project}/package.json`);
  const packages: [string, Locked][] = Object.entries<Locked>(read(`${project}/package-lock.json`).packages).filter(
    ([place]) => place !== "",
  );

  test("every version is exact", () => {
    const versions = Object.entries<string>({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(versions.filter(([, version]) => semver.valid(version) === null)).toEqual([]);
  });

  test("the lock file holds hashes and no download addresses", () => {
    expect(packages.map(([place]) => place)).toEqual(
      expect.arrayContaining(Object.keys(manifest.dependencies).map((name) => `node_modules/${name}`)),
    );
    expect(packages.filter(([, { resolved }]) => resolved !== undefined).map(([place]) => place)).toEqual([]);
    expect(
      packages.filter(([, { integrity, inBundle }]) => !inBundle && !integrity?.startsWith("sha512-")).map(([place]) => place),
    ).toEqual([]);
  });

  test("each exception is for the version in use, and is renewed within half a year", () => {
    for (const { name, version, since, until, notTaken } of readExceptions().filter((row) => row.project === project)) {
      expect({ ...manifest.dependencies, ...manifest.devDependencies }).toMatchObject({ [name]: version });
      expect((Date.parse(until) - Date.parse(since)) / DAY_MS).toBeLessThanOrEqual(RELEASE_EXCEPTION_MAX_DAYS);
      expect(Date.parse(since)).toBeLessThan(Date.parse(until));
      expect(semver.satisfies(version, notTaken)).toBe(false);
    }
  });

  test.each([OLDEST_NODE, ...TESTED_NODE_MAJORS.map((major) => `${major}.99.0`)])("everything installed runs on Node.js %s", (node) => {
    const refused = packages
      .filter(([, { os }]) => !os || os.includes("linux") || os.includes("darwin"))
      .filter(([, { engines }]) => engines?.node && !semver.satisfies(node, engines.node))
      .map(([place]) => place);
    expect(refused.filter((place) => !UNUSED.includes(place))).toEqual([]);
  });
});

test("SECURITY.md promises the time frames that are checked", () => {
  const text = readFileSync("SECURITY.md", "utf8");
  expect(text).toContain(`${FIX_RELEASE_MAX_DAYS} days`);
  expect(text).toContain(`${OTHER_RELEASE_MAX_DAYS} days`);
});
