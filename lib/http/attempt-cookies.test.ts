import { expect, test, vi } from "vitest";
import { PENDING_ATTEMPTS_PER_BROWSER } from "@/lib/policy";

let sent: Record<string, string> = {};
vi.mock("next/headers", () => ({
  cookies: async () => ({ has: (name: string) => name in sent, get: (name: string) => name in sent && { value: sent[name] } }),
}));
vi.mock("./deps", () => ({ getDeps: () => ({ config: { appUrl: "http://localhost:3000" } }) }));
const { readAttempts } = await import("./cookies");

test("W32: of a cookie with thousands of attempts only as many are looked up as this console writes", async () => {
  sent = { "latchkey-attempt_3000": Array.from({ length: 4_000 }, (_, index) => `${index}.x`).join("~") };
  expect(await readAttempts()).toEqual(
    Array.from({ length: PENDING_ATTEMPTS_PER_BROWSER }, (_, index) => ({ id: `${index}`, token: "x" })),
  );
});
