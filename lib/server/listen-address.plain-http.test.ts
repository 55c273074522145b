import { expect, test } from "vitest";
import { ConfigError } from "@/lib/platform/config/config";
import { assertSecureAddress, plainHttpWarning } from "./listen-address";

const settings = (appUrl: string, allowInsecureHttp = false) => ({ appUrl, appUrlIsSet: true, allowInsecureHttp });

test.each([
  "http://console.example",
  "http://192.168.0.10:3000",
  "http://localhost.example",
  "http://[2001:db8::1]",
  "http://127.0.0.1.nip.io",
  "http://0.0.0.0:3000",
  "http://nas:3000",
])("W22: a start with %s is refused in one line, and warned of where the operator accepts it", (appUrl) => {
  expect(() => assertSecureAddress(settings(appUrl))).toThrow(ConfigError);
  expect(() => assertSecureAddress(settings(appUrl))).toThrow(/^APP_URL is http:[^\n]+ALLOW_INSECURE_HTTP=1$/);
  expect(() => assertSecureAddress(settings(appUrl, true))).not.toThrow();
  expect(plainHttpWarning(settings(appUrl, true))).toContain(`APP_URL is ${appUrl}:`);
});

test.each([
  "https://console.example",
  "http://localhost:3000",
  "http://console.localhost",
  "http://127.0.0.1:3000",
  "http://127.1.2.3",
  "http://[::1]:3000",
])("%s starts without a warning", (appUrl) => {
  expect(() => assertSecureAddress(settings(appUrl))).not.toThrow();
  expect(plainHttpWarning(settings(appUrl))).toBeNull();
});

test("plain http allowed under any name is warned of", () => {
  const any = { appUrl: "http://localhost:3000", appUrlIsSet: false, allowInsecureHttp: true };
  expect(plainHttpWarning(any)).toContain("any host name");
});
