import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { readRoutes } from "@/e2e/support/build-inventory";
import { expectQuiet, fuzzActions, fuzzRoutes } from "@/e2e/support/fuzz";
import { type ConsoleOfFile, startConsoleOfFile } from "../support/console-of-file";

let running: ConsoleOfFile;
let cookies: string[];

beforeAll(async () => {
  running = await startConsoleOfFile();
  const { mallory, root, alice } = running.people;
  cookies = ["", await running.signIn(mallory), await running.signIn(root), await running.signIn(alice)];
});
afterAll(() => running.close());

test("W14: hostile input to actions and pages is no error of the server, and leaves none in the log", async () => {
  expect(cookies.every((cookie, index) => index === 0 || cookie !== "")).toBe(true);
  const begin = running.console.output().length;
  const campaign = { running, routes: await readRoutes(inject("checkout")), cookies };
  await fuzzActions({ ...campaign, runs: 75 });
  await fuzzRoutes({ ...campaign, runs: 150 });
  await expectQuiet(running, begin);
});
