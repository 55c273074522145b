import type { IncomingMessage, ServerResponse } from "node:http";
import { expect, test, vi } from "vitest";

const ORIGINS = ["https://app.example.com", "https://wiki.example.com"];
const config = { appUrl: "https://auth.example.com", hsts: "max-age=31536000" as string | null, forwardAuth: { origins: ORIGINS } };
vi.mock("./deps", () => ({ getDeps: () => ({ config, random: { bytes: (count: number) => Buffer.alloc(count) } }) }));
const { isAsset, setSecurityHeaders } = await import("./security-headers");

function headersOf(url: string, cookie = ""): Map<string, string> {
  const sent = new Map<string, string>();
  const setHeaders = (headers: Map<string, string>) => {
    for (const [name, value] of headers) sent.set(name, value);
  };
  setSecurityHeaders({ url, headers: { cookie } } as IncomingMessage, { setHeaders } as unknown as ServerResponse);
  return sent;
}

function formTargets(url: string, cookie = ""): string | undefined {
  return /form-action ([^;]+)/.exec(headersOf(url, cookie).get("content-security-policy") ?? "")?.[1];
}

const NEXT = (address: string) => `next=${encodeURIComponent(address)}`;
const COOKIE = (value: string) => `__Host-latchkey-return=${value}`;

test.each([
  ["a stranger at the sign-in page", "/login", "", "'self'"],
  ["a return to the console itself", `/login?${NEXT("/settings")}`, "", "'self'"],
  ["a return to an application", `/login?${NEXT(`${ORIGINS[0]}/a?b`)}`, "", `'self' ${ORIGINS[0]}`],
  ["an origin that is not listed", `/login?${NEXT("https://evil.example/")}`, "", "'self'"],
  ["a listed origin with more behind it", `/login?${NEXT(`${ORIGINS[0]}.evil.example/`)}`, "", "'self'"],
  ["a page besides the sign-in", `/settings?${NEXT(`${ORIGINS[0]}/`)}`, COOKIE(encodeURIComponent(String(ORIGINS[0]))), "'self'"],
  ["the page with the code", "/login/verify", COOKIE(encodeURIComponent(String(ORIGINS[1]))), `'self' ${ORIGINS[1]}`],
  ["a cookie that is not encoded", "/login/verify", COOKIE(String(ORIGINS[1])), `'self' ${ORIGINS[1]}`],
  ["a planted cookie", "/login/verify", COOKIE("https%3A%2F%2Fevil.example"), "'self'"],
  ["a cookie that ends the directive", "/login/verify", COOKIE("https://app.example.com script-src *"), "'self'"],
  ["two cookies", "/login/verify", `${COOKIE(String(ORIGINS[0]))}; ${COOKIE(String(ORIGINS[1]))}`, "'self'"],
])("W17: %s: the policy names no application but the one that this sign-in leads to", (_, url, cookie, expected) => {
  expect(formTargets(url, cookie)).toBe(expected);
});

test("W17: HSTS is sent as configured, not when it is off, and not for other hosts", () => {
  const sent = (url: string) => headersOf(url).get("strict-transport-security");
  expect(["/", "/icon.svg", "/api/forward-auth"].map(sent)).toEqual(["max-age=31536000", "max-age=31536000", undefined]);
  config.hsts = null;
  expect(sent("/")).toBeUndefined();
  config.hsts = "max-age=31536000";
});

test.each(["/", "/login", "/_next/static/chunks/a.js", "/icon.svg", "/api/health/live"])(
  "W17: %s cannot be loaded by other sites",
  (url) => {
    expect(headersOf(url).get("cross-origin-resource-policy")).toBe("same-origin");
  },
);

test("W17: only files of the build and the icons count as files; every other address gets the headers of a page", () => {
  for (const url of ["/_next/static/chunks/a.js", "/icon.svg", "/icon.svg?icon.1.svg", "/favicon.ico", "/favicon.ico?v"])
    expect(isAsset(url), url).toBe(true);
  for (const url of ["/icon.svgX", "/icon.svg/settings", "/favicon.icon", "/_next/staticX", "/a/icon.svg"]) {
    expect(isAsset(url), url).toBe(false);
    expect(headersOf(url).get("cache-control"), url).toBe("private, no-store");
  }
});
