import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { OK, startFakePostgres } from "@/lib/testing/fake-postgres";
import { checkDatabaseUrl } from "./check-connection";
import { detectConnectionSettings } from "./detect-connection-settings";
import { exportSql } from "./export-sql";
import { applyMigrations } from "./migrations";

const LONGEST_WAIT_MS = 10_500;

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

type Ask = (url: string, stopping?: AbortSignal) => Promise<unknown>;
const detect: Ask = (url, stopping) => detectConnectionSettings(url, () => {}, stopping);

/** Queries a server that sends only `messages`; resolves once it has received the unanswered request. */
async function askSilentServer(ask: Ask, messages: Buffer[], stopping?: AbortSignal): Promise<{ failure: Promise<Error> }> {
  const { port, heard } = await startFakePostgres(messages);
  const failure = ask(`postgresql://ada@127.0.0.1:${port}/console?sslmode=disable`, stopping).then(
    () => new Error("it was answered"),
    (error: Error) => error,
  );
  const unanswered = messages.length > 0 ? "SELECT" : "ada";
  await vi.waitFor(() => expect(heard()).toContain(unanswered));
  return { failure };
}

const SILENT = /^DATABASE_URL points at [^\n]*, which does not answer$/;

test.each([
  ["checkDatabaseUrl", checkDatabaseUrl, [], SILENT],
  ["checkDatabaseUrl, once let in,", checkDatabaseUrl, [OK], SILENT],
  ["detectConnectionSettings, once let in,", detect, [OK], /^DATABASE_URL cannot be used: [^\n]*timeout$/],
  ["applyMigrations", (url: string) => applyMigrations(url, process.cwd()), [], /timeout/],
  ["exportSql", (url: string) => exportSql(url, process.cwd()).next(), [], /timeout/],
] as [string, Ask, Buffer[], RegExp][])("%s does not wait for ever for a silent server", async (_, ask, messages, reason) => {
  const { failure } = await askSilentServer(ask, messages);
  await vi.advanceTimersByTimeAsync(LONGEST_WAIT_MS);
  expect((await failure).message).toMatch(reason);
});

test.each([
  ["checkDatabaseUrl", checkDatabaseUrl, []],
  ["checkDatabaseUrl, once let in,", checkDatabaseUrl, [OK]],
  ["detectConnectionSettings, once let in,", detect, [OK]],
] as [string, Ask, Buffer[]][])("%s ends as soon as the process begins to end", async (_, ask, messages) => {
  const stopping = new AbortController();
  const { failure } = await askSilentServer(ask, messages, stopping.signal);
  stopping.abort();
  expect((await failure).message).not.toBe("it was answered");
  await expect(ask("postgresql://ada@127.0.0.1:1/console", stopping.signal)).rejects.toThrow(/abort/);
});
