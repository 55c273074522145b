import { expect, test } from "vitest";
import { isCompleteCode } from "./self-submit";

test.each(["123456", "123 456", "123-456", " 123456 ", "١٢٣٤٥٦", "１２３４５６", "123\u00a0456"])(
  "%s is a complete code of 6 digits",
  (input) => {
    expect(isCompleteCode(input, 6)).toBe(true);
  },
);

test.each(["", "12345", "1234567", "12345-6", "12345 6", "12345-67890", "12345A", "Code: 123456", "1 2 3 4 5 6"])(
  "%s does not submit a code of 6 digits by itself",
  (input) => {
    expect(isCompleteCode(input, 6)).toBe(false);
  },
);

test("an emailed code is complete with 8 digits", () => {
  expect(["12345678", " 1234 5678", "123456", "1234567"].map((input) => isCompleteCode(input, 8))).toEqual([true, true, false, false]);
});
