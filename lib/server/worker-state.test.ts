import { expect, test, vi } from "vitest";
import { stopWorker, workerState } from "./worker-state";

test("stopping the worker waits for the step under way and schedules no other", async () => {
  let endStep = () => {};
  const next = vi.fn();
  Object.assign(workerState(), { running: new Promise<void>((resolve) => (endStep = resolve)), timer: setTimeout(next, 1) });
  const stopped = vi.fn();
  const stopping = stopWorker().then(stopped);
  expect(workerState().stopped).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(stopped).not.toHaveBeenCalled();
  endStep();
  await stopping;
  expect(next).not.toHaveBeenCalled();
});
