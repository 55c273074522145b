import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { hashBuildInputs } from "./ensure-build";

let project: string;
const write = async (file: string, text = "") => {
  await mkdir(path.dirname(path.join(project, file)), { recursive: true });
  await writeFile(path.join(project, file), text);
};

beforeEach(async () => {
  project = await mkdtemp(path.join(tmpdir(), "latchkey-inputs-"));
  await write("prisma/schema.prisma");
  await write("app/page.tsx", "a");
});
afterEach(() => rm(project, { recursive: true }));

test.each([
  "app/page.tsx",
  "app/new/page.tsx",
  "components/ui/x.tsx",
  "lib/i18n/messages/en.json",
  "lib/server/outage.ts",
  "instrumentation.ts",
  "instrumentation-client.ts",
  "package-lock.json",
  "next.config.mjs",
  "prisma/schema.prisma",
  "public/a.png",
])("a change of %s makes the build stale", async (file) => {
  const before = await hashBuildInputs(project);
  await write(file, "changed");
  expect(await hashBuildInputs(project)).not.toBe(before);
});

test.each([
  "lib/features/sign-in/attempt.test.ts",
  "lib/README.md",
  "README.md",
  "docs/x.md",
  "e2e/a.ts",
  "vitest.config.ts",
  "lib/testing/x.ts",
  "lib/cli/users.ts",
  "lib/server/main.ts",
  "next-env.d.ts",
  "lib/i18n/messages/en.d.json.ts",
  "scripts/x.ts",
  "a-script-of-the-operator.mjs",
])("a change of %s does not", async (file) => {
  const before = await hashBuildInputs(project);
  await write(file, "changed");
  expect(await hashBuildInputs(project)).toBe(before);
});
