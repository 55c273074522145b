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
  { error: Object.assign(new Error("it failed"), { code: MARK }) },
  { error: new Error("it failed", { cause: { code: MARK, sessionToken: MARK } }) },
  { error: new Error("it failed", { cause: Object.assign(new Error("below"), { code: MARK, detail: MARK }) }) },
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

test("an error is logged with its code and its causes, which explain it", () => {
  const below = Object.assign(new Error("connect refused"), { code: "ECONNREFUSED" });
  const above = Object.assign(new Error("the query failed", { cause: { err: below } }), { code: "P2010" });
  expect(redact({ err: above })).toMatchObject({
    err: { code: "P2010", cause: { err: { message: "connect refused", code: "ECONNREFUSED" } } },
  });
});

test.each(["EPIPE", "CERT_HAS_EXPIRED", "ERR_TLS_CERT_ALTNAME_INVALID", "P2002", "23505", "42P01"])(
  "%s is logged as an error's code",
  (code) => {
    expect(redact(Object.assign(new Error("it failed"), { code }))).toMatchObject({ code });
  },
);

test.each(["123456", "12345678", "AAAAA-AAAAA", "AAAAABBBBB", "MRSW23ZNM5ZGCY3FFVZWKY3SMV2DCMRT"])(
  "%s, which a user may have entered, is not",
  (code) => {
    expect(redact(Object.assign(new Error("it failed"), { code }))).not.toHaveProperty("code");
  },
);
