import { expect, test } from "vitest";
import { asksForReverificationCode, SEND_REVERIFICATION_CODE } from "./schema";

test.each([SEND_REVERIFICATION_CODE, "send-proof-code"])("the button of a page old or new asks for a code: %s", (intent) => {
  expect(asksForReverificationCode({ intent })).toBe(true);
});

test.each([{}, { intent: undefined }, { intent: "" }])("a form without an intent is submitted: %o", (fields) => {
  expect(asksForReverificationCode(fields)).toBe(false);
});
