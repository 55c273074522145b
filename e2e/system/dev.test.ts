import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, copyFileSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, Page } from "@playwright/test";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { withoutConfiguration } from "@/lib/platform/config/config";
import { freePort } from "@/lib/testing/free-port";
import { enterPasswordHere } from "../browser/portable/steps";
import { ADMINISTRATOR } from "../support/app";
import { launchBrowser } from "../support/browser";
import { copyFolder } from "../support/checkout";
import { newDataDirOfFile } from "../support/data-dir";
import { waitFor } from "../support/wait-for";

let checkout: string;
let dev: ChildProcess;
let browser: Browser;
let url: string;

/** A checkout of the test's own, as the development server writes into it. */
function copyCheckout(): string {
  const copy = path.join(mkdtempSync(path.join(tmpdir(), "latchkey-dev-")), "checkout");
  chmodSync(path.dirname(copy), 0o755);
  copyFolder(inject("checkout"), copy);
  // Next writes these in place, which must not be the files of the other checkout.
  for (const name of [".next", "next-env.d.ts"]) rmSync(path.join(copy, name), { recursive: true, force: true });
  copyFileSync("tsconfig.json", path.join(copy, "tsconfig.json.copy"));
  renameSync(path.join(copy, "tsconfig.json.copy"), path.join(copy, "tsconfig.json"));
  return copy;
}

beforeAll(async () => {
  checkout = copyCheckout();
  const port = String(await freePort());
  const { NODE_OPTIONS: _, VITEST: __, ...inherited } = withoutConfiguration(process.env);
  dev = spawn(process.execPath, ["scripts/launch.mjs", "dev", "--no-env-files"], {
    cwd: checkout,
    env: { ...inherited, ...ADMINISTRATOR, PORT: port, DATA_DIR: await newDataDirOfFile() },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [dev.stdout, dev.stderr]) stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  await waitFor("the development server", () => {
    if (dev.exitCode !== null) throw new Error(`it ended with ${dev.exitCode}:\n${output}`);
    return output.includes("Latchkey is ready at");
  });
  url = `http://localhost:${port}`;
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  const ended = new Promise((resolve) => dev.once("close", resolve));
  dev.kill("SIGTERM");
  await ended;
  rmSync(path.dirname(checkout), { recursive: true, force: true });
});

/** The sign-in page, once its scripts follow changes of the files. */
async function openLogin(): Promise<{ page: Page; errors: string[] }> {
  const page = await browser.newPage();
  const connected = page.waitForEvent("websocket", { timeout: 120_000 });
  const errors: string[] = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(`${url}/login`, { timeout: 120_000 });
  await (await connected).waitForEvent("framereceived", { timeout: 120_000 });
  return { page, errors };
}

test("npm run dev serves pages whose scripts and forms work", async () => {
  const { page, errors } = await openLogin();
  await enterPasswordHere(page, { username: ADMINISTRATOR.ADMIN_USERNAME, password: ADMINISTRATOR.ADMIN_PASSWORD });
  await page.waitForURL(`${url}/`, { timeout: 120_000 });
  expect(errors).toEqual([]);
});
