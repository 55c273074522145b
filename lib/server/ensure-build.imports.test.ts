import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { readImports } from "@/scripts/lint/import-rules";
import { listInputs } from "./ensure-build";

const ENDINGS = ["", ".ts", ".tsx", "/index.ts"];

/** The file of the repository that `file` imports by `specifier`; null for a package. */
function resolve(file: string, specifier: string): string | null {
  if (!/^(@\/|\.\.?\/)/.test(specifier)) return null;
  const base = specifier.startsWith("@/") ? specifier.slice(2) : path.posix.join(path.posix.dirname(file), specifier);
  return ENDINGS.map((ending) => base + ending).find((candidate) => /\.\w+$/.test(candidate) && existsSync(candidate)) ?? null;
}

/** All modules that Next's bundles hold: what the entries import, and so on. */
function bundledFrom(entries: string[]): Set<string> {
  const found = new Set(entries);
  for (const file of found) {
    if (!/\.tsx?$/.test(file)) continue;
    for (const { specifier, typeOnly } of readImports(file, readFileSync(file, "utf8"))) {
      const target = typeOnly ? null : resolve(file, specifier);
      if (target) found.add(target);
    }
  }
  return found;
}

test("a build is made again when a file of the server that Next bundles has changed, and for no other of them", async () => {
  const inputs = await listInputs(process.cwd());
  const bundled = bundledFrom(inputs.filter((file) => /^(app\/|instrumentation(-client)?\.ts$)/.test(file)));
  const isOfProcess = (file: string) => /^lib\/(server|cli)\//.test(file);
  expect(inputs.filter(isOfProcess)).toEqual([...bundled].filter(isOfProcess).sort());
  expect(bundled.has("lib/server/outage.ts")).toBe(true);
});
