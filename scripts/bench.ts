import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { printErr } from "@/lib/server/output";

const FOLDER = path.resolve("bench");
const INSTALLED = path.join(FOLDER, "node_modules/.package-lock.json");

/** What Latchkey is measured against is no dependency of it: bench/ has its own, installed when they are first needed. */
function ensureDependencies(): void {
  const wanted = JSON.parse(readFileSync(path.join(FOLDER, "package.json"), "utf8")).dependencies as Record<string, string>;
  const installed = existsSync(INSTALLED) ? JSON.parse(readFileSync(INSTALLED, "utf8")).packages : {};
  if (Object.entries(wanted).every(([name, version]) => installed[`node_modules/${name}`]?.version === version)) return;
  printErr("Installing what Latchkey is measured against …");
  const { status } = spawnSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: FOLDER, stdio: ["ignore", 2, 2] });
  if (status !== 0) process.exit(1);
}

ensureDependencies();
await import(pathToFileURL(path.join(FOLDER, "main.ts")).href);
