import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ACTION_TIMEOUT_MS } from "@/lib/policy";
import { isSentNatively, watchNativeSends } from "./native-send";

const form = (isConnected = true) => ({ isConnected }) as HTMLFormElement;

function submit(target: HTMLFormElement, { isTakenOver = false } = {}): void {
  const event = new Event("submit", { cancelable: true });
  Object.defineProperty(event, "target", { value: target });
  if (isTakenOver) event.preventDefault();
  window.dispatchEvent(event);
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("window", new EventTarget());
  watchNativeSends();
});

afterEach(() => {
  window.dispatchEvent(new Event("pageshow"));
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("only the form that the browser is sending is pending", () => {
  const sent = form();
  submit(sent);
  expect(isSentNatively(sent)).toBe(true);
  expect(isSentNatively(form())).toBe(false);
});

test("a form that replaces the pending one is not sent again", () => {
  submit(form(false));
  expect(isSentNatively(form())).toBe(true);
});

test("a submission that a script handles does not count as the browser's", () => {
  const sent = form();
  submit(sent, { isTakenOver: true });
  expect(isSentNatively(sent)).toBe(false);
});

test("a page that is still there after the time-out, or comes back from the cache, may send again", () => {
  const sent = form();
  submit(sent);
  vi.advanceTimersByTime(ACTION_TIMEOUT_MS);
  expect(isSentNatively(sent)).toBe(false);
  submit(sent);
  window.dispatchEvent(new Event("pageshow"));
  expect(isSentNatively(sent)).toBe(false);
});
