import { existsSync } from "node:fs";
import path from "node:path";
import { OperatorError } from "@/lib/platform/operator-error";
import { printErr } from "@/lib/server/output";
import { answers, findOnPath, runQuietly } from "./program";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** A Chromium for Playwright: one on the PATH, else Playwright's, else downloaded by Playwright, else Debian's. */
export async function findBrowser(): Promise<string> {
  const found = findOnPath(NAMES) ?? (await playwrightsOwn());
  if (found) return found;
  printErr("Installing a Chromium for the browser tests …");
  const downloaded = runQuietly(process.execPath, [path.resolve("node_modules/@playwright/test/cli.js"), "install", "chromium"]);
  const own = downloaded ? await playwrightsOwn() : null;
  if (own) return own;
  if (process.getuid?.() === 0 && runQuietly("apt-get", ["update"]))
    runQuietly("apt-get", ["install", "-y", "--no-install-recommends", "chromium"]);
  const installed = findOnPath(NAMES);
  if (installed) return installed;
  throw new OperatorError(
    "The browser tests need Chromium: install the package chromium, or run npx playwright install --with-deps chromium",
  );
}

/** Downloaded earlier, and with the system libraries it needs. */
async function playwrightsOwn(): Promise<string | null> {
  const { chromium } = await import("@playwright/test");
  const file = chromium.executablePath();
  return existsSync(file) && answers(file) ? file : null;
}
