import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { renewLease } from "@/lib/features/keys/server-registry";
import { log } from "@/lib/platform/log";
import { ok } from "@/lib/platform/result";
import { SERVER_HEARTBEAT_SECONDS } from "@/lib/policy";
import { fakeClock } from "@/lib/testing/fake-clock";
import { seededRandom } from "@/lib/testing/seeded-random";
import type { OpenDatabase } from "./open-database";
import { reportDatabaseError } from "./outage";
import { keepServerRegistered } from "./register-server";
import type { Lifecycle } from "./shutdown";

vi.mock("@/lib/features/keys/server-registry", () => ({
  clearServers: vi.fn(),
  publishAppUrl: vi.fn(),
  registerServer: vi.fn(async () => ok(null)),
  renewLease: vi.fn(),
  unregisterServer: vi.fn(async () => {}),
}));
vi.mock("./outage", () => ({ reportDatabaseError: vi.fn() }));

const warn = vi.spyOn(log, "warn").mockImplementation(() => {});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.clearAllMocks();
});

/** An error of Prisma's client. */
function prismaError(code: string): Error {
  return Object.assign(new Error("\nInvalid `prisma.$executeRaw()` invocation:\n\n"), { code, clientVersion: "7.10.0" });
}

async function missHeartbeats(error: Error): Promise<void> {
  vi.mocked(renewLease).mockRejectedValue(error);
  const ends: (() => unknown)[] = [];
  const lifecycle = { onEnd: (_part: string, end: () => unknown) => void ends.push(end), fail: vi.fn() } as unknown as Lifecycle;
  const deps = { clock: fakeClock(), random: seededRandom("servers") };
  await keepServerRegistered({ deps, sharedWithServer: true } as unknown as OpenDatabase, lifecycle);
  onTestFinished(async () => void (await Promise.all(ends.map((end) => end()))));
  await vi.advanceTimersByTimeAsync(3 * SERVER_HEARTBEAT_SECONDS * 1000 + 1);
}

test("failed heartbeats during an outage add no log line to that of the outage", async () => {
  vi.mocked(reportDatabaseError).mockReturnValue("unreachable");
  await missHeartbeats(prismaError("P1001"));
  expect(renewLease).toHaveBeenCalledTimes(3);
  expect(reportDatabaseError).toHaveBeenCalledTimes(3);
  expect(warn).not.toHaveBeenCalled();
});

test("a refused heartbeat is reported without Prisma's message", async () => {
  vi.mocked(reportDatabaseError).mockReturnValue(null);
  await missHeartbeats(prismaError("42501"));
  expect(warn).toHaveBeenCalledWith({ reason: expect.stringMatching(/^the database refuses: its user lacks/) }, expect.any(String));
  expect(JSON.stringify(warn.mock.calls)).not.toMatch(/prisma/i);
});
