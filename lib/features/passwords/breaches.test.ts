import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { expect, onTestFinished, test, vi } from "vitest";
import { log } from "@/lib/platform/log";
import { listenOnFreePort } from "@/lib/testing/free-port";
import { isBreached } from "./breaches";
import { findWeakness } from "./find-weakness";

const PASSWORD = "seventeen tired accountants";
const HASH = createHash("sha1").update(PASSWORD).digest("hex").toUpperCase();

/** Starts a local range search. Returns its requests and its address. */
async function startSearch(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  const port = await listenOnFreePort(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { requests, address: `http://127.0.0.1:${port}/range/` };
}

const withRange = (...lines: string[]) => startSearch((_, response) => response.end(lines.join("\r\n")));

function watchLog() {
  const warn = vi.spyOn(log, "warn").mockImplementation(() => {});
  onTestFinished(() => warn.mockRestore());
  return warn;
}

test("P5: a breached password is found by five characters of its hash, with padding requested", async () => {
  const search = await withRange(`${"0".repeat(35)}:3`, `${HASH.slice(5)}:42`);
  expect(await isBreached(search.address, PASSWORD)).toBe(true);
  const [request] = search.requests;
  expect(request?.url).toBe(`/range/${HASH.slice(0, 5)}`);
  expect(request?.headers["add-padding"]).toBe("true");
  expect(JSON.stringify([request?.url, request?.rawHeaders])).not.toContain(HASH.slice(5));
});

test.each([
  ["a range without it", `${"A".repeat(35)}:9`],
  ["padding", `${HASH.slice(5)}:0`],
  ["an empty range", ""],
])("P5: %s breaches nothing", async (_, line) => {
  const warn = watchLog();
  expect(await isBreached((await withRange(line)).address, PASSWORD)).toBe(false);
  expect(warn).not.toHaveBeenCalled();
});

test.each([
  ["an error", (_: IncomingMessage, response: ServerResponse) => void response.writeHead(503).end(), /status 503/],
  [
    "a redirect",
    (_: IncomingMessage, response: ServerResponse) => void response.writeHead(302, { location: "/elsewhere" }).end(),
    /redirect/,
  ],
  ["an endless answer", (_: IncomingMessage, response: ServerResponse) => void response.end("x".repeat(2 * 1024 * 1024)), /more than/],
  ["a cut connection", (request: IncomingMessage) => void request.socket.destroy(), /./],
  ["silence", () => {}, /no answer/],
])("P6: %s of the search lets the password be set, and is logged without it", async (_, answer, reason) => {
  const warn = watchLog();
  const { address } = await startSearch(answer);
  expect(await isBreached(address, PASSWORD, reason.test("no answer") ? 50 : 10_000)).toBe(false);
  expect(warn).toHaveBeenCalledOnce();
  const [fields] = warn.mock.calls[0] as unknown as [{ reason: string }];
  expect(fields.reason).toMatch(reason);
  expect(JSON.stringify(warn.mock.calls)).not.toContain(HASH.slice(0, 5));
  expect(JSON.stringify(warn.mock.calls)).not.toContain(PASSWORD);
});

test("P5: a breached password is refused only where the operator has enabled the search, and after every other rule", async () => {
  const { address, requests } = await withRange(`${HASH.slice(5)}:42`);
  const config = { appName: "Acme Door", appUrl: "http://localhost:3000", passwordMinLength: 15 };
  const owner = { username: "ada", email: null };
  expect(await findWeakness({ config: { ...config, passwordBreachCheck: null } }, PASSWORD, owner)).toBeNull();
  expect(await findWeakness({ config: { ...config, passwordBreachCheck: address } }, "passwordpassword", owner)).toEqual({
    code: "common-password",
  });
  expect(requests).toHaveLength(0);
  expect(await findWeakness({ config: { ...config, passwordBreachCheck: address } }, PASSWORD, owner)).toEqual({
    code: "breached-password",
  });
});
