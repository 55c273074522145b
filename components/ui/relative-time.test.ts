import { expect, test } from "vitest";
import { relativeTime } from "./relative-time";

const NOW = new Date("2026-03-08T12:00:00Z");
const before = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);

test.each<[number, string | null]>([
  [0, "now"],
  [59, "now"],
  [60, "1 minute ago"],
  [59 * 60, "59 minutes ago"],
  [3600, "1 hour ago"],
  [86_400, "yesterday"],
  [6 * 86_400, "6 days ago"],
  [7 * 86_400, null],
])("%i seconds ago is shown as %s", (seconds, text) => {
  expect(relativeTime(before(seconds), NOW, "en")).toBe(text);
});

test("a clock that is behind the server's by less than a minute shows no future", () => {
  expect(relativeTime(before(-30), NOW, "en")).toBe("now");
  expect(relativeTime(before(-60), NOW, "en")).toBeNull();
});

test("ages are in the language of the page", () => {
  expect(relativeTime(before(300), NOW, "de")).toBe("vor 5 Minuten");
  expect(relativeTime(before(300), NOW, "ar")).toBe("قبل 5 دقائق");
});
