import { expect, test } from "vitest";
import { countdownText } from "./countdown";

test.each([
  [0, "0:00"],
  [7, "0:07"],
  [90, "1:30"],
  [3599, "59:59"],
  [7500, "2:05:00"],
  [172_800, "48:00:00"],
])("%i seconds are %s", (seconds, text) => {
  expect(countdownText(seconds)).toBe(text);
});
