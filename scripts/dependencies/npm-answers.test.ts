import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { listenOnFreePort } from "@/lib/testing/free-port";
import { judge } from "./judge";
import { RegistryError, readDates, readDetails, readOutdated } from "./read-registry";

const MANIFEST = { name: "console", version: "1.0.0", dependencies: { mailer: "8.0.9" } };
const RULE = { exceptions: [], oldestNode: "20.19.0", now: new Date("2026-12-01T00:00:00Z") };

const version = (number: string, more: object = {}) => ({
  [number]: { name: "mailer", version: number, dist: { tarball: "http://127.0.0.1/mailer.tgz", shasum: "0".repeat(40) }, ...more },
});

/** A registry's answer for `mailer`, with dates. */
const PACKUMENT = {
  name: "mailer",
  "dist-tags": { latest: "10.0.0" },
  versions: {
    ...version("8.0.9"),
    ...version("8.0.10", { deprecated: "broken" }),
    ...version("9.0.0", { engines: { node: ">=20" } }),
    ...version("10.0.0", { engines: { node: ">=22" } }),
  },
  time: {
    "8.0.9": "2026-05-26T00:00:00Z",
    "8.0.10": "2026-05-29T00:00:00Z",
    "9.0.0": "2026-06-14T00:00:00Z",
    "10.0.0": "2026-09-03T00:00:00Z",
  },
};

/** A project with `mailer`, and npm with an empty cache and this registry. */
function newProject(registry: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), "latchkey-outdated-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(path.join(folder, "package.json"), JSON.stringify(MANIFEST));
  const locked = { "": MANIFEST, "node_modules/mailer": { version: "8.0.9" } };
  writeFileSync(path.join(folder, "package-lock.json"), JSON.stringify({ name: "console", lockfileVersion: 3, packages: locked }));
  mkdirSync(path.join(folder, "node_modules/mailer"), { recursive: true });
  writeFileSync(path.join(folder, "node_modules/mailer/package.json"), JSON.stringify({ name: "mailer", version: "8.0.9" }));
  for (const [name, value] of Object.entries({ registry, cache: path.join(folder, "cache"), audit: "false" }))
    vi.stubEnv(`npm_config_${name}`, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  return folder;
}

async function startRegistry(): Promise<string> {
  const server = createServer((request, response) => {
    const known = request.url === "/mailer";
    response
      .writeHead(known ? 200 : 404, { "content-type": "application/json" })
      .end(JSON.stringify(known ? PACKUMENT : { error: "not found" }));
  });
  const port = await listenOnFreePort(server);
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${port}/`;
}

test("npm's answers lead to the verdict", async () => {
  const [outdated] = await readOutdated(newProject(await startRegistry()), { transitive: false });
  expect(outdated).toMatchObject({ name: "mailer", version: "8.0.9", direct: true });
  if (!outdated) return;
  const dates = await readDates("mailer");
  const details = dates && (await readDetails("mailer", "8.0.9", dates));
  // 8.0.10 is deprecated and 10.0.0 needs a newer Node.js: 9.0.0 should be in use.
  expect(judge({ ...outdated, runtime: true }, details, RULE)).toEqual({ state: "overdue", newer: "9.0.0", days: 170, maxDays: 90 });
}, 60_000);

test("an unreachable registry is its own error, and an unknown package is null", async () => {
  newProject(await startRegistry());
  expect(await readDates("unknown-package")).toBeNull();
  await expect(readOutdated(newProject("http://127.0.0.1:1/"), { transitive: false })).rejects.toBeInstanceOf(RegistryError);
}, 60_000);
