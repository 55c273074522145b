import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { beforeEach, expect, test, vi } from "vitest";
import type { ActionKind } from "./next-internals";

vi.mock("@/lib/http/client-share", () => ({
  clientShare: (headers: Record<string, string>) => [headers.from],
  networkShare: (headers: Record<string, string>) => [headers.from],
  clientIp: () => "192.0.2.1",
}));
vi.mock("./error-responses", () => ({ sendUnavailable: vi.fn() }));
const { createConcurrencyLimits } = await import("./concurrency-limit");

let handled: string[];
let turns: ReturnType<typeof createConcurrencyLimits>;

beforeEach(() => {
  handled = [];
  turns = createConcurrencyLimits((request) => void handled.push(request.url ?? ""));
});

function exchange(url: string, from = "one"): [IncomingMessage, ServerResponse] {
  const request = Object.assign(new IncomingMessage(new Socket()), { url, headers: { from } });
  return [request, new ServerResponse(request)];
}

/** These requests never end: 200 requests of one client fill each queue. */
function occupy(what: "read" | ActionKind, url: string): void {
  for (let n = 0; n < 200; n++) what === "read" ? turns.read(...exchange(url)) : turns.post(...exchange(url), what);
}

const OCCUPIED: [string, "read" | ActionKind, string][] = [
  ["sign-ins posted to /", "sign-in", "/"],
  ["sign-ins posted to /login", "sign-in", "/login"],
  ["pages", "read", "/login"],
  ["files", "read", "/_next/static/chunks/a.js"],
  ["health", "read", "/api/health/ready"],
  ["metrics", "read", "/api/metrics"],
  ["forms", "form", "/"],
];
const KINDS: Record<string, () => void> = {
  form: () => turns.post(...exchange("/form", "two"), "form"),
  signIn: () => turns.post(...exchange("/sign-in", "two"), "sign-in"),
  page: () => turns.read(...exchange("/page", "two")),
  file: () => turns.read(...exchange("/icon.svg", "two")),
  health: () => turns.read(...exchange("/api/health/live", "two")),
};

test.each(OCCUPIED)("W18: %s of one client do not delay another client", (_, what, url) => {
  occupy(what, url);
  const before = handled.length;
  expect(before).toBeLessThan(200);
  for (const send of Object.values(KINDS)) send();
  expect(handled.slice(before)).toEqual(["/form", "/sign-in", "/page", "/icon.svg", "/api/health/live"]);
});

test("W18: sign-ins do not delay other forms of the same client, whatever page they are posted to", () => {
  for (const url of ["/", "/login", "/settings"]) occupy("sign-in", url);
  turns.post(...exchange("/sign-out"), "form");
  expect(handled.at(-1)).toBe("/sign-out");
});

test("a post without an action is queued with pages", () => {
  occupy("form", "/");
  turns.post(...exchange("/login"), null);
  expect(handled.at(-1)).toBe("/login");
});
