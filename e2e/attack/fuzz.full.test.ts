import { afterAll, beforeAll, inject, test } from "vitest";
import { type AppOfFile, startAppOfFile } from "@/e2e/support/app-of-file";
import { readRoutes } from "@/e2e/support/build-inventory";
import { expectQuiet, fuzzActions, fuzzRoutes } from "@/e2e/support/fuzz";
import { fuzzCommandLine } from "@/lib/testing/fuzz-command-line";
import { createTestDeps } from "@/lib/testing/test-deps";
import { addUser } from "@/lib/testing/users";

let running: AppOfFile;
beforeAll(async () => {
  running = await startAppOfFile();
});
afterAll(() => running.close());

test("W14: 12,000 cases of hostile input to actions, pages and the command line", async () => {
  const { mallory, root, alice } = running.users;
  const cookies = ["", await running.signIn(mallory), await running.signIn(root), await running.signIn(alice)];
  const begin = running.app.output().length;
  const campaign = { running, routes: await readRoutes(inject("checkout")), cookies };
  await fuzzActions({ ...campaign, runs: 3_500 });
  await fuzzRoutes({ ...campaign, runs: 4_000 });
  await expectQuiet(running, begin);
  const { deps } = await createTestDeps();
  await addUser(deps, "ada", { email: "ada@example.com" });
  await fuzzCommandLine(deps, ["ada", "ada@example.com"], 1_000);
});
