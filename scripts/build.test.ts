import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";

test("npm run build sends no telemetry", () => {
  const project = mkdtempSync(path.join(tmpdir(), "latchkey-build-"));
  onTestFinished(() => rmSync(project, { recursive: true }));
  for (const folder of ["node_modules/next/dist/bin", "prisma", ".next"]) mkdirSync(path.join(project, folder), { recursive: true });
  writeFileSync(path.join(project, "prisma/schema.prisma"), "");
  writeFileSync(
    path.join(project, "node_modules/next/dist/bin/next"),
    "require('node:fs').mkdirSync('.next', { recursive: true }); console.log('telemetry off:', process.env.NEXT_TELEMETRY_DISABLED)",
  );
  const { NEXT_TELEMETRY_DISABLED: _, ...env } = process.env;
  const { status, stdout } = spawnSync(
    process.execPath,
    ["--import", path.resolve("node_modules/tsx/dist/loader.mjs"), path.resolve("scripts/build.ts")],
    {
      cwd: project,
      encoding: "utf8",
      env: { ...env, TSX_TSCONFIG_PATH: path.resolve("tsconfig.json") },
    },
  );
  expect([status, stdout]).toEqual([0, expect.stringContaining("telemetry off: 1")]);
});
