import fc from "fast-check";
import { expect, test } from "vitest";
import { safeReturnTo } from "./redirects";

/** Hundreds of cases on a busy machine. */
const SLOW_MACHINE_MS = 60_000;

test.each([
  ["/", "/"],
  ["/settings?tab=a#b", "/settings?tab=a#b"],
  ["/a/../settings", "/settings"],
])("%j leads to %j", (value, path) => {
  expect(safeReturnTo(value, [])).toBe(path);
});

test.each([
  undefined,
  null,
  7,
  ["/settings"],
  "",
  "settings",
  "https://evil.example",
  "//evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "/a/..//evil.example",
  "javascript:alert(1)",
  "/login",
  "/login/verify",
  "/api/auth/signout",
  `/${"a".repeat(3000)}`,
])("%j leads nowhere", (value) => {
  expect(safeReturnTo(value, [])).toBeNull();
});

const APP = "https://app.example.com";

test.each([
  [`${APP}/report?a=1&b=2#c`, `${APP}/report?a=1&b=2#c`],
  [APP, `${APP}/`],
  ["https://APP.example.com:443/a/../b", `${APP}/b`],
  ["/settings", "/settings"],
])("with an application listed %j leads to %j", (value, address) => {
  expect(safeReturnTo(value, [APP])).toBe(address);
});

test.each([
  "https://evil.example",
  "http://app.example.com/",
  "https://app.example.com:8443/",
  "https://app.example.com.evil.example/",
  "https://app.example.com@evil.example/",
  "https://user@app.example.com/",
  "https://:password@app.example.com/",
  "//app.example.com/",
  "blob:https://app.example.com/x",
  "javascript:location='https://app.example.com/'",
  "app.example.com",
])("with an application listed %j leads nowhere", (value) => {
  expect(safeReturnTo(value, [APP])).toBeNull();
});

test(
  "W6: every requested redirect stays on this site, and its result is safe to request again",
  () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary", maxLength: 8 }),
      fc.constantFrom(
        "/",
        "//",
        "\\",
        "\t",
        "\n",
        "\r",
        "..",
        ".",
        "@",
        ":",
        "?",
        "#",
        "%2f",
        "%5c",
        "evil.example",
        "http:",
        "javascript:",
        "\u2215",
        "\uff0f",
      ),
    );
    const requested = fc.oneof(
      fc.array(piece, { maxLength: 12 }).map((pieces) => `/${pieces.join("")}`),
      fc.webUrl(),
    );
    fc.assert(
      fc.property(requested, (value) => {
        const safe = safeReturnTo(value, []);
        if (safe === null) return;
        for (const origin of ["https://console.example", "http://127.0.0.1:3000"])
          expect(new URL(safe, `${origin}/login`).origin).toBe(origin);
        expect(safe).toMatch(/^\/(?![/\\])[\x21-\x7e]*$/);
        expect(safeReturnTo(safe, [])).toBe(safe);
      }),
      { numRuns: 500 },
    );
  },
  SLOW_MACHINE_MS,
);
