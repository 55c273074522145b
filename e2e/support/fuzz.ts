import fc from "fast-check";
import { expect } from "vitest";
import { address, encodedCall, filledForm, headers, method, seedGiven } from "../../lib/testing/hostile-input";
import type { Answer } from "../../lib/testing/raw-request";
import type { AppOfFile } from "./app-of-file";

type Campaign = { running: AppOfFile; routes: string[]; runs: number; cookies: string[] };

/** From here on a failure is ours. */
const SERVERS_FAULT = 500;

function expectSound({ status }: Answer): void {
  expect(status).toBeLessThan(SERVERS_FAULT);
}

/** Calls actions with hostile input, `runs` times in each way; a failure names the seed to repeat it with. */
export async function fuzzActions({ running, runs, cookies }: Campaign): Promise<void> {
  const name = fc.constantFrom(...running.actions.map((action) => action.name));
  const cookie = fc.constantFrom(...cookies).map((held): Record<string, string> => (held ? { cookie: held } : {}));
  await fc.assert(
    fc.asyncProperty(name, filledForm, cookie, async (called, form, held) => {
      expectSound(await running.call(called, { ...form, headers: held }));
    }),
    { numRuns: runs, ...seedGiven() },
  );
  await fc.assert(
    fc.asyncProperty(name, encodedCall, cookie, async (called, { action, contentType, body }, held) => {
      const built = running.actions.find(({ name }) => name === called);
      const id = action === "right" ? built?.id : action !== "none" && action.id;
      const headers = { ...held, "content-type": contentType, ...(id && { "next-action": id }) };
      expectSound(await running.send({ method: "POST", path: running.filled(built?.pages[0] ?? "/"), headers, body }));
    }),
    { numRuns: runs, ...seedGiven() },
  );
}

/** Asks for pages and what is none in odd ways. */
export async function fuzzRoutes({ running, routes, runs, cookies }: Campaign): Promise<void> {
  const cookie = fc.constantFrom(...cookies);
  await fc.assert(
    fc.asyncProperty(method, address(routes), headers, cookie, async (asked, path, odd, held) => {
      expectSound(await running.send({ method: asked, path, headers: { ...(held && { cookie: held }), ...odd } }));
    }),
    { numRuns: runs, ...seedGiven() },
  );
}

/** That a user's mistakes have left nothing in the log that asks for an operator, and that the console still works. */
export async function expectQuiet(running: AppOfFile, begin: number): Promise<void> {
  const written = running.app.output().slice(begin);
  expect(written).not.toMatch(/^\s+at |Error\b|unhandled|"level":[56]0/m);
  expect((await running.send({ path: "/api/health/ready" })).status).toBe(200);
}
