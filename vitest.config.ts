import { defineConfig } from "vitest/config";

const alias = { "@": import.meta.dirname };

/**
 * Tests that load the machine, kill processes at exact moments, or close the shared checkout: they run one after the other, with no
 * other test.
 */
const ALONE = ["crash", "flood", "life", "outage", "two-servers", "unix-users"].map((name) => `e2e/{system,attack}/${name}.test.ts`);

const INTEGRATION = { include: ["{lib,scripts}/**/*.db.test.ts"], globalSetup: ["lib/testing/database-server.ts"], testTimeout: 20_000 };

/**
 * `unit` needs nothing, `integration` starts a PostgreSQL, `system` and `system-alone` need a production build; `full` needs both and
 * runs for minutes (`npm run test:full`). `hostile-east` and `hostile-west` are `integration` on a server with other settings
 * (lib/testing/database-server.ts).
 */
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          include: ["{lib,app,components,scripts}/**/*.test.{ts,tsx}"],
          exclude: ["**/*.db.test.ts", "**/*.full.test.ts"],
        },
      },
      {
        resolve: { alias },
        test: { name: "integration", ...INTEGRATION },
      },
      ...["hostile-east", "hostile-west"].map((name) => ({ resolve: { alias }, test: { name, ...INTEGRATION } })),
      {
        resolve: { alias },
        test: {
          name: "system",
          include: ["e2e/{system,attack}/**/*.test.ts"],
          exclude: ["**/*.full.test.ts", ...ALONE],
          globalSetup: ["e2e/support/checkout.ts"],
          sequence: { groupOrder: 1 },
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "system-alone",
          include: ALONE,
          globalSetup: ["e2e/support/checkout.ts"],
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "full",
          include: ["{lib,scripts,e2e}/**/*.full.test.ts"],
          globalSetup: ["lib/testing/database-server.ts", "e2e/support/checkout.ts"],
          fileParallelism: false,
          testTimeout: 1_800_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
