/**
 * Takes the README's screenshots into docs/screenshots/: `npx tsx scripts/screenshots.ts`. Runs the console itself on a
 * free port and a temporary folder, with a made-up user. CHROMIUM_PATH names the browser, else Playwright's own is used.
 */
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium, type Page } from "@playwright/test";
import { scanEnrolment } from "@/e2e/support/enrolment";
import { freePort } from "@/lib/testing/free-port";

const FOLDER = path.resolve("docs/screenshots");
const USER = { username: "ada", password: "correct horse battery" };
const WIDE = { width: 1200, height: 860 };
const PHONE = { width: 390, height: 780 };

const port = await freePort();
const dataDir = await mkdtemp(path.join(tmpdir(), "latchkey-screenshots-"));
const server = spawn(process.execPath, ["scripts/launch.mjs", "start", "--no-env-files"], {
  env: { ...process.env, PORT: String(port), DATA_DIR: dataDir, ADMIN_USERNAME: USER.username, ADMIN_PASSWORD: USER.password },
  stdio: "inherit",
});
try {
  await waitUntilReady();
  await mkdir(FOLDER, { recursive: true });
  await takeAll();
} finally {
  if (server.exitCode === null) {
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGTERM");
    await ended;
  }
  await rm(dataDir, { recursive: true, force: true });
}

async function takeAll(): Promise<void> {
  const browser = await chromium.launch({
    ...(process.env.CHROMIUM_PATH && { executablePath: process.env.CHROMIUM_PATH }),
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
  });
  const page = await browser.newPage({ baseURL: `http://localhost:${port}`, viewport: WIDE, reducedMotion: "reduce" });
  await page.goto("/login");
  await take(page, "sign-in");
  await page.getByLabel("Username or email").fill(USER.username);
  await page.getByLabel("Password").fill(USER.password);
  await page.getByRole("button", { name: "Login" }).click();
  await page.getByRole("button", { name: USER.username }).waitFor();
  await page.goto("/settings");
  await page.getByRole("button", { name: "Enable 2FA" }).click();
  const { authenticator } = await scanEnrolment(page);
  await take(page, "enable-2fa");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("2FA code").fill(await authenticator.nextCode());
  await dialog.getByRole("button", { name: "Enable 2FA" }).click();
  await page.getByRole("dialog", { name: "Backup codes" }).waitFor();
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize(PHONE);
  await take(page, "backup-codes-phone-dark");
  await browser.close();
}

async function take(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: path.join(FOLDER, `${name}.png`) });
}

async function waitUntilReady(): Promise<void> {
  while (!(await fetch(`http://localhost:${port}/api/health/ready`).catch(() => null))?.ok) {
    if (server.exitCode !== null) throw new Error("the console did not start: see its message above");
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
