import { setImmediate as nextTurn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, onTestFinished, test } from "vitest";
import { patchAbortControllerLeak } from "./next-internals";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Aborts as React does, in an immediate. */
function abortInImmediate(): Promise<{ signal: AbortSignal; immediate: WeakRef<NodeJS.Immediate> }> {
  return new Promise((resolve) => {
    const controller = new AbortController();
    const immediate = new WeakRef(
      setImmediate(() => {
        controller.abort(new Error("over"));
        resolve({ signal: controller.signal, immediate });
      }),
    );
  });
}

test("what an abort happened in is freed while its signal lives on", async () => {
  const { abort } = AbortController.prototype;
  onTestFinished(() => {
    AbortController.prototype.abort = abort;
  });
  patchAbortControllerLeak();
  const { signal, immediate } = await abortInImmediate();
  await nextTurn();
  collectGarbage();
  expect(immediate.deref()).toBeUndefined();
  expect(signal.reason.message).toBe("over");
  expect(signal.reason.stack).toContain("next-internals.abort-controller.test");
});
