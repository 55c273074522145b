import { spawn } from "node:child_process";
import { expect, onTestFinished, test } from "vitest";
import { withoutConfiguration } from "@/lib/platform/config/config";
import { startApp } from "../support/app";
import { newDataDir } from "../support/data-dir";

type Run = { code: number | null; output: string };

/** `npm run test:browser` as run by a tester who has only the console's address. */
async function runSuite(env: Record<string, string>, ...args: string[]): Promise<Run> {
  const { NODE_OPTIONS: _, VITEST: __, ...inherited } = withoutConfiguration(process.env);
  const child = spawn("npm", ["run", "--silent", "test:browser", "--", "--reporter=line", ...args], { env: { ...inherited, ...env } });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, output };
}

test("the portable browser suite passes against a demo, and names the account whose password is wrong", async () => {
  const demo = await startApp({ dataDir: await newDataDir(), demo: true });
  onTestFinished(async () => {
    await demo.stop();
  });
  await demo.ready();
  const passed = await runSuite({ E2E_BASE_URL: demo.url });
  expect(passed.output).not.toMatch(/\d+ (failed|skipped|flaky)/);
  expect(passed.code, passed.output).toBe(0);

  const accounts = JSON.stringify([{ username: "ada", password: "not the password" }]);
  const refused = await runSuite({ E2E_BASE_URL: demo.url, E2E_ACCOUNTS: accounts }, "-g", "signing out ends the session");
  expect(refused.code).toBe(1);
  expect(refused.output).toContain(`The console refused the sign-in of "ada" at ${demo.url}`);

  const unreachable = await runSuite({ E2E_BASE_URL: "http://localhost:1" });
  expect(unreachable.code).toBe(1);
  expect(unreachable.output).toContain("No console answers at E2E_BASE_URL=http://localhost:1");
});
