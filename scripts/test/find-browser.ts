import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { OperatorError } from "@/lib/platform/operator-error";
import { sayAside } from "@/scripts/startup/say";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** A Chromium for Playwright: one on the PATH, else Playwright's, else downloaded by Playwright, else Debian's. */
export async function findBrowser(): Promise<string> {
  const found = onPath() ?? (await playwrightsOwn());
  if (found) return found;
  sayAside("Installing a Chromium for the browser tests …");
  const downloaded = runQuietly(process.execPath, [path.resolve("node_modules/@playwright/test/cli.js"), "install", "chromium"]);
  const own = downloaded ? await playwrightsOwn() : null;
  if (own) return own;
  if (process.getuid?.() === 0 && runQuietly("apt-get", ["update"]))
    runQuietly("apt-get", ["install", "-y", "--no-install-recommends", "chromium"]);
  const installed = onPath();
  if (installed) return installed;
  throw new OperatorError(
    "The browser tests need Chromium: install the package chromium, or run npx playwright install --with-deps chromium",
  );
}

function onPath(): string | null {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const candidates = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return candidates.find((file) => existsSync(file) && answers(file)) ?? null;
}

/** Downloaded earlier, and with the system libraries it needs. */
async function playwrightsOwn(): Promise<string | null> {
  const { chromium } = await import("@playwright/test");
  const file = chromium.executablePath();
  return existsSync(file) && answers(file) ? file : null;
}

function answers(file: string): boolean {
  try {
    execFileSync(file, ["--version"], { stdio: "ignore", timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}

function runQuietly(file: string, args: string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return spawnSync(file, args, { stdio: ["ignore", 2, 2], env, timeout: 600_000 }).status === 0;
}
