import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkImports, findFeatureCycles, readImportRules, readImports } from "./import-rules";

const rules = readImportRules(readFileSync("lib/README.md", "utf8"));
const imports = (specifier: string) => `import { x } from "${specifier}";\nexport const y = x;\n`;
const typeImports = (specifier: string) => `import type { X } from "${specifier}";\nexport type Y = X;\n`;
const findings = (file: string, text: string) => checkImports(rules, file, text).map(({ message }) => message);

describe("the table in lib/README.md", () => {
  test.each([
    ["app/page.tsx", "@/lib/platform/db/connect"],
    ["app/page.tsx", "@/lib/features/sign-in/store"],
    ["app/page.tsx", "@/lib/server/request-filter"],
    ["app/page.tsx", "next-auth"],
    ["instrumentation.ts", "@/lib/cli/main"],
    ["components/ui/button.tsx", "@/lib/i18n/texts"],
    ["components/ui/button.tsx", "@/components/account/account-menu"],
    ["components/account/account-menu.tsx", "@/lib/http/guards"],
    ["components/account/account-menu.tsx", "@/lib/features/sign-in/sign-in"],
    ["components/account/account-menu.tsx", "@/lib/platform/log"],
    ["components/account/account-menu.tsx", "@/app/page"],
    ["components/account/account-menu.tsx", "../admin/user-list"],
    ["instrumentation-client.ts", "@/lib/http/guards"],
    ["lib/http/guards.ts", "@/app/page"],
    ["auth.ts", "@/lib/features/sign-in/sign-in"],
    ["auth.ts", "@/lib/platform/db/connect"],
    ["lib/http/guards.ts", "@/components/ui/button"],
    ["lib/http/guards.ts", "@/lib/features/sessions/store"],
    ["lib/http/guards.ts", "@/lib/server/outage"],
    ["lib/http/guards.ts", "@/lib/platform/db/generated/client"],
    ["lib/features/sessions/store.ts", "@/lib/features/audit/record"],
    ["lib/features/sessions/store.ts", "@/lib/http/deps"],
    ["lib/features/sign-in/sign-in.ts", "@/lib/features/sessions/store"],
    ["lib/features/sign-in/sign-in.ts", "@/lib/http/deps"],
    ["lib/features/sign-in/sign-in.ts", "next/headers"],
    ["lib/features/sign-in/sign-in.ts", "react"],
    ["lib/features/sign-in/sign-in.ts", "@prisma/client"],
    ["lib/features/notifications/emails/render-email.tsx", "next-intl"],
    ["lib/i18n/problem-text.ts", "@/lib/features/sign-in/sign-in"],
    ["lib/platform/log.ts", "@/lib/policy"],
    ["lib/platform/log.ts", "@/lib/features/audit/record"],
    ["lib/platform/log.ts", "next/headers"],
    ["lib/server/main.ts", "@/app/page"],
    ["lib/server/main.ts", "@/lib/features/keys/store"],
    ["lib/cli/main.ts", "@/lib/http/deps"],
    ["lib/cli/main.ts", "@/lib/features/account/store"],
    ["lib/testing/users.ts", "@/e2e/support/mailbox"],
    ["lib/features/audit/record.test.ts", "@/e2e/support/mailbox"],
  ])("%s may not import %s", (file, specifier) => {
    expect(findings(file, imports(specifier))).toHaveLength(1);
  });

  test.each([
    ["app/page.tsx", "@/lib/features/sign-in/sign-in"],
    ["app/page.tsx", "@/lib/http/guards"],
    ["components/account/account-menu.tsx", "@/lib/features/sign-in/schema"],
    ["lib/http/guards.ts", "next/navigation"],
    ["lib/features/sign-in/sign-in.ts", "@/lib/features/sessions/session"],
    ["lib/features/sign-in/sign-in.ts", "./store"],
    ["lib/features/sign-in/sign-in.ts", "@/lib/policy"],
    ["lib/platform/log.ts", "pino"],
    ["lib/cli/main.ts", "@/lib/server/environment"],
  ])("%s may import %s", (file, specifier) => {
    expect(findings(file, imports(specifier))).toEqual([]);
  });

  test("a types-only row allows types and no values", () => {
    expect(findings("components/account/account-menu.tsx", typeImports("@/lib/features/sessions/devices"))).toEqual([]);
    expect(findings("components/account/account-menu.tsx", typeImports("@/lib/platform/deps"))).toHaveLength(1);
    expect(findings("app/page.tsx", typeImports("@/lib/platform/client-info"))).toEqual([]);
  });

  test("re-exports and dynamic imports count", () => {
    const ways = ['export { x } from "next/headers";', 'export * from "next/headers";', 'export const x = import("next/headers");'];
    for (const text of ways) expect(findings("lib/platform/log.ts", text)).toHaveLength(1);
  });
});

test("reads imports with their line, and whether they are type-only", () => {
  expect(
    readImports("a.ts", 'import type { A } from "a";\nimport { type B, c } from "b";\nimport { type D } from "d";\nimport "e";\n'),
  ).toEqual([
    { specifier: "a", typeOnly: true, line: 1 },
    { specifier: "b", typeOnly: false, line: 2 },
    { specifier: "d", typeOnly: true, line: 3 },
    { specifier: "e", typeOnly: false, line: 4 },
  ]);
});

test("finds features that import each other in a circle", () => {
  const files = new Map([
    ["lib/features/a/x.ts", imports("@/lib/features/b/x")],
    ["lib/features/b/x.ts", imports("@/lib/features/c/x")],
    ["lib/features/c/x.ts", imports("@/lib/features/a/x")],
    ["lib/features/d/x.ts", imports("@/lib/features/a/x")],
  ]);
  expect(findFeatureCycles(files)).toEqual(["a -> b -> c -> a"]);
  files.set("lib/features/c/x.ts", typeImports("@/lib/features/a/x"));
  expect(findFeatureCycles(files)).toEqual([]);
});

describe("biome.json", () => {
  let folder: string;

  /** A folder with our lint configuration and nothing else, for planting violations in. */
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "latchkey-lint-"));
    const config = JSON.parse(await readFile("biome.json", "utf8"));
    await writeFile(path.join(folder, "biome.json"), JSON.stringify({ ...config, vcs: { enabled: false } }));
    await cp("scripts/lint", path.join(folder, "scripts/lint"), { recursive: true });
  });

  afterAll(() => rm(folder, { recursive: true }));

  /** The rules that a file at `file` with this text breaks. */
  async function broken(file: string, text: string): Promise<string[]> {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
    const { stdout, stderr } = spawnSync(path.resolve("node_modules/.bin/biome"), ["lint", file], { cwd: folder, encoding: "utf8" });
    const named = `${stdout}${stderr}`.match(/lint\/style\/noProcessEnv|plugin(?= ━)/g) ?? [];
    return [...new Set(named.map((rule) => path.basename(rule)))];
  }

  test.each(["Date.now()", "new Date()", "Math.random()", "crypto.randomUUID()"])("%s belongs to lib/platform", async (expression) => {
    const text = `export const x = ${expression};\n`;
    expect(await broken("lib/features/sign-in/attempt.ts", text)).toEqual(["plugin"]);
    expect(await broken("lib/platform/clock.ts", text)).toEqual([]);
  });

  test("process.env belongs to lib/platform", async () => {
    const text = "export const x = process.env.PORT;\n";
    expect(await broken("lib/features/sign-in/attempt.ts", text)).toEqual(["noProcessEnv"]);
    expect(await broken("lib/platform/config/config.ts", text)).toEqual([]);
  });
});
