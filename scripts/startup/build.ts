import { spawn } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { withoutConfiguration } from "@/lib/platform/config/config";
import { OperatorError } from "@/lib/platform/operator-error";
import { hashBuildInputs } from "./build-inputs";
import type { Lifecycle } from "./lifecycle";

/** Builds the console unless the build that is there was made from the very same files. */
export async function ensureBuild(projectFolder: string, lifecycle: Pick<Lifecycle, "onEnd">, say: (line: string) => void): Promise<void> {
  const stamp = path.join(projectFolder, ".next", "made-from");
  const inputs = await hashBuildInputs(projectFolder);
  if ((await readFile(stamp, "utf8").catch(() => "")) === inputs) return;
  say("Building the console (once; again only after a change) …");
  await rm(stamp, { force: true });
  await runBuild(projectFolder, lifecycle);
  await writeFile(stamp, inputs);
}

/** No variable of the console is there for a build to take into its files. */
async function runBuild(projectFolder: string, lifecycle: Pick<Lifecycle, "onEnd">): Promise<void> {
  const child = spawn(process.execPath, [path.join(projectFolder, "node_modules/next/dist/bin/next"), "build"], {
    cwd: projectFolder,
    env: { ...withoutConfiguration(process.env), NODE_ENV: "production" },
    stdio: ["ignore", "inherit", "inherit"],
  });
  lifecycle.onEnd(async () => child.kill());
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  if (code !== 0) throw new OperatorError("The console could not be built: see the messages above");
}
