import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { ensureBuild } from "@/lib/server/ensure-build";

declare module "vitest" {
  interface ProvidedContext {
    /** A copy of the checkout as it would be cloned, with dependencies and a build. */
    checkout: string;
  }
}

/** On globalThis: each project has its own copy of this module, and all share one checkout. */
const shared = globalThis as { latchkeyCheckout?: Promise<string> };

/** Once per run, with its build: else the first test would wait much longer than others. */
export default async function setUp(project: TestProject): Promise<() => void> {
  shared.latchkeyCheckout ??= makeCheckout();
  const folder = await shared.latchkeyCheckout;
  project.provide("checkout", folder);
  return () => rmSync(folder, { recursive: true, force: true });
}

async function makeCheckout(): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), "latchkey-checkout-"));
  chmodSync(folder, 0o755);
  const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], { maxBuffer: 1e8 });
  execFileSync("tar", ["-cf", path.join(folder, "files.tar"), "--null", "--ignore-failed-read", "-T", "-"], {
    input: files,
    stdio: ["pipe", "ignore", "ignore"],
  });
  execFileSync("tar", ["-xf", "files.tar"], { cwd: folder });
  copyFolder("node_modules", path.join(folder, "node_modules"));
  copyBuild(folder);
  execFileSync(process.execPath, ["scripts/launch.mjs", "admin", "--help"], { cwd: folder, stdio: "ignore" });
  await ensureBuild(folder, { onEnd: () => {} }, () => {});
  return folder;
}

/** The build of the stage before; `ensureBuild` builds again when the files differ. */
function copyBuild(folder: string): void {
  if (existsSync(".next/made-from")) execFileSync("cp", ["-R", ".next", folder]);
}

/** Hard links if the file system has them: copying a thousand packages takes as long as the tests. */
export function copyFolder(source: string, target: string): void {
  try {
    execFileSync("cp", ["-al", source, target], { stdio: "ignore" });
  } catch {
    rmSync(target, { recursive: true, force: true });
    execFileSync("cp", ["-R", source, target]);
  }
}
