import { afterEach, expect, test, vi } from "vitest";
import { DatabaseClient } from "@/lib/platform/db/database-client";
import { takeSupervisorLock } from "./supervisor";

const PASSWORDS = { console: "one", superuser: "two" };

/** The outcome when the connection succeeds and the first statement fails. */
async function lockAfter(failure: object): Promise<unknown> {
  vi.spyOn(DatabaseClient.prototype, "connect").mockImplementation(async () => {});
  vi.spyOn(DatabaseClient.prototype, "end").mockImplementation(async () => {});
  vi.spyOn(DatabaseClient.prototype, "query").mockImplementation(() => Promise.reject(Object.assign(new Error("it failed"), failure)));
  return takeSupervisorLock({ host: "/nowhere", port: 5432 }, PASSWORDS, "server");
}

afterEach(() => vi.restoreAllMocks());

test.each([{ code: "57P01" }, { code: "ECONNRESET" }, { code: "53300" }])("%j: the database does not answer yet", async (failure) => {
  expect(await lockAfter(failure)).toEqual({ status: "no-answer" });
});

test("another error of the database is reported as what it is", async () => {
  const refused = { severity: "ERROR", code: "42501", message: "permission denied for table" };
  await expect(lockAfter(refused)).rejects.toThrow(/^The embedded database refuses: .*permission denied for table/);
  await expect(lockAfter({})).rejects.toThrow("it failed");
});
