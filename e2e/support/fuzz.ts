import fc from "fast-check";
import { expect } from "vitest";
import { address, encodedCall, filledForm, headers, method, seedGiven } from "../../lib/testing/hostile-input";
import type { Answer } from "../../lib/testing/raw-request";
import type { AppOfFile } from "./app-of-file";

type Campaign = { running: AppOfFile; routes: string[]; runs: number; cookies: string[] };

/** From this status on the failure is the server's. */
const SERVERS_FAULT = 500;

function expectSound({ status }: Answer): void {
  expect(status).toBeLessThan(SERVERS_FAULT);
}

/** Calls actions with hostile input, `runs` times in each way; a failure names the seed. */
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

/** Requests existing and missing pages in unusual ways. */
export async function fuzzRoutes({ running, routes, runs, cookies }: Campaign): Promise<void> {
  const cookie = fc.constantFrom(...cookies);
  await fc.assert(
    fc.asyncProperty(method, address(routes), headers, cookie, async (verb, path, odd, held) => {
      expectSound(await running.send({ method: verb, path, headers: { ...(held && { cookie: held }), ...odd } }));
    }),
    { numRuns: runs, ...seedGiven() },
  );
}

/** Expects no entry in the log that needs an operator, and a console that still works. */
export async function expectQuiet(running: AppOfFile, begin: number): Promise<void> {
  const written = running.app.output().slice(begin);
  expect(written).not.toMatch(/^\s+at |Error\b|unhandled|"level":[56]0/m);
  expect((await running.send({ path: "/api/health/ready" })).status).toBe(200);
}
