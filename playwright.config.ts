import { chmodSync, mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { defineConfig, devices } from "@playwright/test";

// Read again by every worker: what the first reading chose is handed on through the environment.
process.env.E2E_DATA_DIR ??= path.join(temporaryFolder(), "data");
process.env.E2E_PORT ??= String(await freePort());
const port = process.env.E2E_PORT;

export default defineConfig({
  testDir: "e2e/browser",
  fullyParallel: true,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env.CI),
  workers: 2,
  reporter: process.env.CI ? [["line"]] : [["list"]],
  // A trace of every action takes a third of the time of a run; `--trace on` makes one for whoever looks for a cause.
  use: { baseURL: `http://localhost:${port}`, screenshot: "only-on-failure" },
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
  webServer: {
    command: "node scripts/launch.mjs start --no-env-files",
    url: `http://localhost:${port}/api/health/ready`,
    env: { PORT: port, DATA_DIR: process.env.E2E_DATA_DIR, ADMIN_USERNAME: "admin", ADMIN_PASSWORD: "correct horse battery" },
    timeout: 180_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 15_000 },
    stdout: "pipe",
  },
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** Open to pass through, as the database runs as a user of its own when the tests run as root. */
function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "latchkey-e2e-"));
  chmodSync(folder, 0o711);
  return folder;
}
