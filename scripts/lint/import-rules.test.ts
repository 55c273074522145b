import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const RULES = /lint\/style\/(?:noRestrictedImports|noProcessEnv)|plugin(?= ━)/g;
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
async function findings(file: string, text: string): Promise<string[]> {
  await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
  await writeFile(path.join(folder, file), text);
  const { stdout, stderr } = spawnSync(path.resolve("node_modules/.bin/biome"), ["lint", file], { cwd: folder, encoding: "utf8" });
  const rules = `${stdout}${stderr}`.match(RULES) ?? [];
  return [...new Set(rules.map((rule) => path.basename(rule)))];
}

const imports = (specifier: string) => `import { x } from "${specifier}";\nexport const y = x;\n`;

test.each([
  ["components/ui/button.tsx", "@/lib/web/guards"],
  ["components/ui/button.tsx", "@/lib/platform/log"],
  ["components/ui/button.tsx", "@/lib/login/begin-login"],
  ["components/ui/button.tsx", "@/app/page"],
  ["components/ui/button.tsx", "../account/menu"],
  ["app/page.tsx", "@/lib/platform/db/connect"],
  ["app/page.tsx", "@/lib/login/store"],
  ["app/page.tsx", "next-auth"],
  ["lib/web/guards.ts", "@/app/page"],
  ["lib/web/guards.ts", "@/components/ui/button"],
  ["lib/web/guards.ts", "@/lib/sessions/store"],
  ["lib/login/begin-login.ts", "next/headers"],
  ["lib/login/begin-login.ts", "react"],
  ["lib/login/begin-login.ts", "@/lib/web/deps"],
  ["lib/login/begin-login.ts", "@/lib/sessions/store"],
  ["lib/login/begin-login.ts", "../sessions/types"],
  ["lib/sessions/read-session.ts", "@/lib/login/begin-login"],
  ["lib/two-factor/check-code.ts", "@/lib/reverification/reverify"],
  ["lib/audit/record.ts", "@/lib/users/types"],
  ["lib/users/create-user.ts", "@prisma/client"],
  ["lib/users/create-user.ts", "@/lib/platform/db/generated/client"],
  ["lib/mail/enqueue-mail.ts", "@/lib/users/types"],
  ["lib/mail/templates/letter-html.tsx", "next-intl"],
  ["lib/security-notices/note-security-event.ts", "@/lib/login/types"],
  ["lib/security-notices/note-security-event.ts", "@/lib/mail/store"],
  ["lib/known-browsers/recognise.ts", "@/lib/mail/enqueue-mail"],
  ["lib/form-answers/answer-once.ts", "@/lib/sessions/list-sessions"],
  ["lib/metrics/read-metrics.ts", "@/lib/sessions/list-sessions"],
  ["lib/keys/rotate-keys.ts", "@/lib/users/find-user"],
  ["lib/keys/rotate-keys.ts", "@/lib/two-factor/store"],
  ["lib/platform/log.ts", "@/lib/policy"],
  ["lib/platform/log.ts", "@/lib/audit/record"],
  ["lib/platform/log.ts", "next/headers"],
])("%s may not import %s", async (file, specifier) => {
  expect(await findings(file, imports(specifier))).toContain("noRestrictedImports");
});

test.each([
  ["app/page.tsx", "@/lib/login/begin-login"],
  ["app/page.tsx", "@/lib/web/guards"],
  ["components/ui/button.tsx", "@/lib/login/schema"],
  ["components/ui/button.tsx", "@/lib/two-factor/types"],
  ["lib/web/guards.ts", "next/navigation"],
  ["lib/login/begin-login.ts", "@/lib/sessions/start-session"],
  ["lib/login/begin-login.ts", "@/lib/policy"],
  ["lib/login/complete-login.ts", "@/lib/known-browsers/recognise"],
  ["lib/mail/letters/context.ts", "@/lib/i18n/messages/en.json"],
  ["lib/security-notices/flush-security-notices.ts", "@/lib/mail/enqueue-mail"],
  ["lib/login/begin-login.ts", "@/lib/platform/db/generated/enums"],
  ["lib/platform/log.ts", "@/lib/platform/clock"],
])("%s may import %s", async (file, specifier) => {
  expect(await findings(file, imports(specifier))).toEqual([]);
});

test.each(["Date.now()", "new Date()", "Math.random()", "crypto.randomUUID()"])("%s belongs to lib/platform", async (expression) => {
  const text = `export const x = ${expression};\n`;
  expect(await findings("lib/login/attempt.ts", text)).toEqual(["plugin"]);
  expect(await findings("lib/platform/clock.ts", text)).toEqual([]);
});

test("process.env belongs to lib/platform", async () => {
  const text = "export const x = process.env.PORT;\n";
  expect(await findings("lib/login/attempt.ts", text)).toEqual(["noProcessEnv"]);
  expect(await findings("lib/platform/config/config.ts", text)).toEqual([]);
});
