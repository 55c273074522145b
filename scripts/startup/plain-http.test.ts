import { expect, test } from "vitest";
import { plainHttpWarning } from "./plain-http";

test.each(["http://console.example", "http://192.168.0.10:3000", "http://localhost.example", "http://[2001:db8::1]"])(
  "%s is warned of, by its name",
  (appUrl) => {
    expect(plainHttpWarning(appUrl)).toContain(`APP_URL is ${appUrl}:`);
  },
);

test.each([
  "https://console.example",
  "http://localhost:3000",
  "http://console.localhost",
  "http://127.0.0.1:3000",
  "http://127.1.2.3",
  "http://[::1]:3000",
])("%s is not", (appUrl) => {
  expect(plainHttpWarning(appUrl)).toBeNull();
});
