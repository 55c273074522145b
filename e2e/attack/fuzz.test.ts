import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { readRoutes } from "@/e2e/support/build-inventory";
import { expectQuiet, fuzzActions, fuzzRoutes } from "@/e2e/support/fuzz";
import { type AppOfFile, startAppOfFile } from "../support/app-of-file";

let running: AppOfFile;
let cookies: string[];

beforeAll(async () => {
  running = await startAppOfFile();
  const { mallory, root, alice } = running.users;
  cookies = ["", await running.signIn(mallory), await running.signIn(root), await running.signIn(alice)];
});
afterAll(() => running.close());

test("W14: hostile input to actions and pages causes no server error and none in the log", async () => {
  expect(cookies.every((cookie, index) => index === 0 || cookie !== "")).toBe(true);
  const begin = running.app.output().length;
  const campaign = { running, routes: await readRoutes(inject("checkout")), cookies };
  await fuzzActions({ ...campaign, runs: 75 });
  await fuzzRoutes({ ...campaign, runs: 150 });
  await expectQuiet(running, begin);
});
