import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import texts from "@/lib/i18n/messages/en.error.json";
import { ACTION_TIMEOUT_MS } from "@/lib/policy";
import { isSentNatively, refusalMessage, watchNativeSends } from "./browser-guards";

describe("forms that the browser sends itself", () => {
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
});

const PAGE = { "content-type": "text/html" };

test.each([
  [400, texts.refused[400]],
  [403, texts.refused[403]],
  [413, texts.refused[413]],
  [451, texts.refusedOtherwise.replace("{status}", "451")],
])("W23: a proxy's page with status %i is worded as the refusal that it is", (status, words) => {
  expect(refusalMessage(new Response("<h1>no</h1>", { status, headers: PAGE }))).toBe(words);
  expect(refusalMessage(new Response(null, { status }))).toBe(words);
  expect(words).not.toMatch(/in a moment/);
});

test.each<[string, number, Record<string, string>]>([
  ["the console's own words", 403, { "content-type": "text/plain" }],
  ["an answer of an action", 404, { "content-type": "text/x-component" }],
  ["an action of an earlier build", 404, { ...PAGE, "x-nextjs-action-not-found": "1" }],
  ["too many requests", 429, PAGE],
  ["an outage", 502, PAGE],
  ["another outage", 503, PAGE],
  ["an answer", 200, { "content-type": "text/x-component" }],
])("W23: %s stays as it is", (_, status, headers) => {
  expect(refusalMessage(new Response("", { status, headers }))).toBeNull();
});
