import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { patchAbortControllerLeak } from "./next-internals";

/** V8 calls it when a trace is first read; until then the error retains the frames and everything they refer to. */
const formatTrace = vi.fn((_error: Error, _frames: NodeJS.CallSite[]) => "the trace");

beforeEach(() => {
  const { abort } = AbortController.prototype;
  const { prepareStackTrace } = Error;
  onTestFinished(() => {
    AbortController.prototype.abort = abort;
    Error.prepareStackTrace = prepareStackTrace;
    formatTrace.mockClear();
  });
  Error.prepareStackTrace = formatTrace;
});

test("an abort reads the trace of its reason at once, and keeps the reason", () => {
  patchAbortControllerLeak();
  const controller = new AbortController();
  const reason = new Error("over");
  controller.abort(reason);
  expect(formatTrace.mock.calls.map(([error]) => error)).toEqual([reason]);
  expect(controller.signal.reason).toBe(reason);
  expect(reason.stack).toBe("the trace");
  expect(formatTrace).toHaveBeenCalledTimes(1);
});

test.each([
  [undefined, expect.objectContaining({ name: "AbortError" })],
  [null, null],
  ["a text", "a text"],
])("an abort with the reason %j works as without the patch", (given, reason) => {
  patchAbortControllerLeak();
  const controller = new AbortController();
  controller.abort(given);
  expect(controller.signal.reason).toEqual(reason);
});
