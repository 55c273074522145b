import { defineConfig } from "prisma/config";

/** For the Prisma command line only (`generate`, `migrate deploy`); the console itself reads lib/platform/config. */
export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  datasource: { url: process.env.DATABASE_URL ?? "" },
});
