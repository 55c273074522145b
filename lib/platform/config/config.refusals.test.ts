import { expect, test } from "vitest";
import { readConfig } from "./config";

const VALID = {
  DATABASE_URL: "postgresql://latchkey@db.example.com/latchkey",
  AUTH_SECRET: "a".repeat(32),
  ENCRYPTION_KEYS: `k1:${Buffer.alloc(32).toString("base64")}`,
};

test.each(["https://ada:hunter2@console.example.com", "https://ada@console.example.com/"])(
  "APP_URL=%s is refused without its password",
  (APP_URL) => {
    expect(() => readConfig({ ...VALID, APP_URL })).toThrow(/^APP_URL must be an address without a user name and password$/);
  },
);

test.each(["Two\nlines", "Bell\u0007", "Next\u2028line", "Escape\u001b[31m"])("APP_NAME=%j is refused", (APP_NAME) => {
  expect(() => readConfig({ ...VALID, APP_NAME })).toThrow(/^APP_NAME must be one line without control characters$/);
});
