import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { defineConfig, devices } from "@playwright/test";
import { freePort } from "@/lib/testing/free-port";

/** Set: the portable specs run against this console. Unset: all specs run against a console of their own (e2e/README.md). */
const otherConsole = process.env.E2E_BASE_URL || null;

// Read again by every worker: the choices of the first reading are passed through the environment.
if (!otherConsole) {
  process.env.E2E_DATA_DIR ??= path.join(temporaryFolder(), "data");
  process.env.E2E_PORT ??= String(await freePort());
}
const port = process.env.E2E_PORT ?? "";
const baseURL = otherConsole ?? `http://localhost:${port}`;

export default defineConfig({
  testDir: otherConsole ? "e2e/browser/portable" : "e2e/browser",
  ...(otherConsole && { globalSetup: "./e2e/support/check-console.ts" }),
  fullyParallel: true,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env.CI),
  // On another console all workers would use the same authenticator app, each of whose codes works once.
  workers: otherConsole ? 1 : 2,
  reporter: process.env.CI ? [["line"]] : [["list"]],
  // A trace of every action takes a third of the time of a run; use `--trace on` when debugging.
  use: { baseURL, locale: "en-US", ignoreHTTPSErrors: process.env.E2E_IGNORE_HTTPS_ERRORS === "1", screenshot: "only-on-failure" },
  projects: [
    {
      name: "chromium",
      use: {
        ...devices["Desktop Chrome"],
        launchOptions: {
          ...(process.env.CHROMIUM_PATH && { executablePath: process.env.CHROMIUM_PATH }),
          args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
        },
      },
    },
  ],
  ...(!otherConsole && {
    webServer: {
      command: "node scripts/launch.mjs start --no-env-files",
      url: `${baseURL}/api/health/ready`,
      env: {
        PORT: port,
        DATA_DIR: process.env.E2E_DATA_DIR ?? "",
        ADMIN_USERNAME: "admin",
        ADMIN_PASSWORD: "correct horse battery",
      },
      timeout: 180_000,
      gracefulShutdown: { signal: "SIGTERM", timeout: 15_000 },
      stdout: "pipe",
    },
  }),
});

/** Searchable for all users, because the database runs as its own user when the tests run as root. */
function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "latchkey-e2e-"));
  chmodSync(folder, 0o711);
  return folder;
}
