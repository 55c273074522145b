import { defineConfig } from "vitest/config";

const alias = { "@": import.meta.dirname };

/** `unit` needs nothing, `integration` a PostgreSQL that it starts itself, `startup` a production build. */
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: { name: "unit", include: ["{lib,app,components,scripts}/**/*.test.{ts,tsx}"], exclude: ["**/*.db.test.ts"] },
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
        },
      },
    ],
  },
});
