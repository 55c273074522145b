import { expect, test, vi } from "vitest";
import { processState, setProcessState } from "./process-state";

test("two copies of the module share the state that the first caller has created, until it is replaced", async () => {
  vi.resetModules();
  const copy = await import("./process-state");
  expect(copy.processState).not.toBe(processState);
  const state = processState("test", () => ({ count: 1 }));
  expect(copy.processState("test", () => ({ count: 2 }))).toBe(state);
  copy.setProcessState("test", { count: 3 });
  expect(processState("test", () => null)).toEqual({ count: 3 });
  setProcessState("test", undefined);
  expect(copy.processState("test", () => "created again")).toBe("created again");
});
