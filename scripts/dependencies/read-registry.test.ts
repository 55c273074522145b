import { expect, test } from "vitest";
import { listOutdated, toReleases } from "./read-registry";

const HERE = { project: ".", folder: "/console" };
const MANIFEST = { dependencies: { mailer: "8.0.9", both: "1.0.0" }, devDependencies: { tester: "4.0.0" } };
const row = (current: string | undefined, wanted: string, dependent: string, place: string) => ({
  ...(current && { current }),
  wanted,
  latest: "9.0.0",
  dependent,
  location: place && `/console/node_modules/${place}`,
});

test("direct dependencies are distinguished from those for development, and from copies inside other packages", () => {
  const rows = {
    mailer: [row("8.0.9", "8.0.9", "console", "mailer"), row("7.0.0", "7.1.0", "other", "other/node_modules/mailer")],
    tester: row("4.0.0", "4.0.0", "console", "tester"),
  };
  expect(listOutdated(rows, MANIFEST, {}, HERE)).toEqual([
    { name: "mailer", version: "8.0.9", runtime: true, direct: true, allowed: null, project: "." },
    { name: "mailer", version: "7.0.0", runtime: true, direct: false, allowed: "7.1.0", project: "." },
    { name: "tester", version: "4.0.0", runtime: false, direct: true, allowed: null, project: "." },
  ]);
});

test("for a transitive package the lowest version that all packages above allow counts", () => {
  const pinned = { parser: [row("1.0.0", "1.2.0", "one", "parser"), row("1.0.0", "1.0.0", "two", "parser")] };
  expect(listOutdated(pinned, MANIFEST, {}, HERE)).toEqual([]);
  const free = { parser: [row("1.0.0", "1.2.0", "one", "parser"), row("1.0.0", "1.1.0", "two", "parser")] };
  expect(listOutdated(free, MANIFEST, {}, HERE)).toMatchObject([{ name: "parser", allowed: "1.1.0" }]);
});

test("packages that are not installed, bundled in another package or only for tests are left out", () => {
  const rows = {
    "@cli/other-system": row(undefined, "2.0.0", "cli", ""),
    bundled: row("1.0.0", "1.1.0", "cli", "bundled"),
    "@test/tool": row("1.0.0", "1.1.0", "tester", "@test/tool"),
  };
  const locked = { "node_modules/bundled": { inBundle: true }, "node_modules/@test/tool": { dev: true } };
  expect(listOutdated(rows, MANIFEST, locked, HERE)).toEqual([]);
});

test("in a project that is not installed the pinned version counts, and benchmark packages are no runtime dependencies", () => {
  const rows = { mailer: row(undefined, "8.0.9", "bench", "") };
  expect(listOutdated(rows, MANIFEST, {}, { project: "bench", folder: "/console/bench" })).toMatchObject([
    { version: "8.0.9", runtime: false, direct: true },
  ]);
});

test("dates and details of releases are joined by version, without the times of the package itself", () => {
  const times = {
    created: "2020-01-01T00:00:00Z",
    modified: "2026-01-01T00:00:00Z",
    "1.0.0": "2025-01-01T00:00:00Z",
    "1.1.0-beta.1": "2025-02-01T00:00:00Z",
  };
  expect(toReleases(times, [{ version: "1.0.0", engines: { node: ">=22" }, deprecated: "use 2" }, { version: "1.2.0" }])).toEqual([
    { version: "1.0.0", published: new Date("2025-01-01T00:00:00Z"), node: ">=22", deprecated: true },
    { version: "1.1.0-beta.1", published: new Date("2025-02-01T00:00:00Z"), node: null, deprecated: false },
    { version: "1.2.0", published: null, node: null, deprecated: false },
  ]);
});
