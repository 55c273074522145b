import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { printErr } from "@/lib/server/output";

const FOLDER = path.resolve("bench");
const INSTALLED = path.join(FOLDER, "node_modules/.package-lock.json");

/** The systems that Latchkey is compared with are dependencies of bench/ only, installed when first needed. */
function ensureDependencies(): void {
  const required = JSON.parse(readFileSync(path.join(FOLDER, "package.json"), "utf8")).dependencies as Record<string, string>;
  const installed = existsSync(INSTALLED) ? JSON.parse(readFileSync(INSTALLED, "utf8")).packages : {};
  if (Object.entries(required).every(([name, version]) => installed[`node_modules/${name}`]?.version === version)) return;
  printErr("Installing the dependencies of bench/ …");
  const { status } = spawnSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: FOLDER, stdio: ["ignore", 2, 2] });
  if (status !== 0) process.exit(1);
}

ensureDependencies();
await import(pathToFileURL(path.join(FOLDER, "main.ts")).href);
