import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** A copy of the checkout as it would be cloned, with dependencies but without a build. */
    checkout: string;
  }
}

/** Once per run: the first start in the copy generates the client and builds, the others find it done. */
export default function setUp(project: TestProject): () => void {
  const folder = mkdtempSync(path.join(tmpdir(), "latchkey-checkout-"));
  chmodSync(folder, 0o755);
  const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], { maxBuffer: 1e8 });
  execFileSync("tar", ["-cf", path.join(folder, "files.tar"), "--null", "--ignore-failed-read", "-T", "-"], {
    input: files,
    stdio: ["pipe", "ignore", "ignore"],
  });
  execFileSync("tar", ["-xf", "files.tar"], { cwd: folder });
  copyDependencies(path.join(folder, "node_modules"));
  project.provide("checkout", folder);
  return () => rmSync(folder, { recursive: true, force: true });
}

/** Hard links where the file system has them: a copy of a thousand packages takes as long as the tests. */
function copyDependencies(target: string): void {
  try {
    execFileSync("cp", ["-al", "node_modules", target], { stdio: "ignore" });
  } catch {
    rmSync(target, { recursive: true, force: true });
    execFileSync("cp", ["-R", "node_modules", target]);
  }
}
