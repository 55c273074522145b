import { expect, test } from "vitest";
import { redact } from "./log";

const MARK = "marked-value";

test.each([
  { password: MARK },
  { newPassword: MARK },
  { deep: { deeper: { backupCodes: [MARK] } } },
  { list: [{ sessionToken: MARK }] },
  { headers: { Cookie: MARK, authorization: MARK } },
  { setupLink: MARK, encryptedBody: MARK, TOTP_SECRET: MARK, reverification: MARK, ticket: MARK },
  { error: Object.assign(new Error("it failed"), { meta: { value: MARK } }) },
])("%j is logged without the value", (fields) => {
  expect(JSON.stringify(redact(fields))).not.toContain(MARK);
});

test("fields that are no credentials are logged unchanged", () => {
  const fields = { reason: "no answer", attempts: 3, at: new Date(0), none: null, list: ["one"] };
  expect(redact(fields)).toEqual(fields);
});

test("a circular value is logged without recursing forever", () => {
  const circle: { self?: unknown } = {};
  circle.self = circle;
  expect(JSON.stringify(redact(circle))).toContain("[too deep]");
});
