import { defineConfig } from "vitest/config";

const alias = { "@": import.meta.dirname };

/**
 * `unit` needs nothing, `integration` a PostgreSQL that it starts itself, `startup` a production build; `full` needs both and
 * runs for minutes (`npm run test:full`).
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
        test: {
          name: "integration",
          include: ["{lib,scripts}/**/*.db.test.ts"],
          globalSetup: ["lib/testing/database-server.ts"],
          testTimeout: 20_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "startup",
          include: ["e2e/startup/**/*.test.ts"],
          globalSetup: ["e2e/startup/checkout.ts"],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          exclude: ["**/*.full.test.ts"],
        },
      },
      {
        resolve: { alias },
        test: {
          name: "full",
          include: ["{lib,scripts,e2e}/**/*.full.test.ts"],
          globalSetup: ["lib/testing/database-server.ts", "e2e/startup/checkout.ts"],
          fileParallelism: false,
          testTimeout: 1_800_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
