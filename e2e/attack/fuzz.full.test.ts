import { afterAll, beforeAll, inject, test } from "vitest";
import { readRoutes } from "@/e2e/support/build-inventory";
import { type ConsoleOfFile, startConsoleOfFile } from "@/e2e/support/console-of-file";
import { expectQuiet, fuzzActions, fuzzRoutes } from "@/e2e/support/fuzz";
import { fuzzCommandLine } from "@/lib/testing/fuzz-command-line";
import { addPerson } from "@/lib/testing/people";
import { createTestDeps } from "@/lib/testing/test-deps";

let running: ConsoleOfFile;
beforeAll(async () => {
  running = await startConsoleOfFile();
});
afterAll(() => running.close());

test("W14: 12,000 cases of hostile input to actions, pages and the command line", async () => {
  const { mallory, root, alice } = running.people;
  const cookies = ["", await running.signIn(mallory), await running.signIn(root), await running.signIn(alice)];
  const begin = running.console.output().length;
  const campaign = { running, routes: await readRoutes(inject("checkout")), cookies };
  await fuzzActions({ ...campaign, runs: 3_500 });
  await fuzzRoutes({ ...campaign, runs: 4_000 });
  await expectQuiet(running, begin);
  const { deps } = await createTestDeps();
  await addPerson(deps, "ada", { email: "ada@example.com" });
  await fuzzCommandLine(deps, ["ada", "ada@example.com"], 1_000);
});
