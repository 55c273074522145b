import { access } from "node:fs/promises";
import { expect, test } from "vitest";
import { VARIABLES } from "@/lib/platform/config/config";
import { DEMO_VARIABLES, prepareDemoEnvironment } from "./demo";

/** Of the real console only. A new variable belongs here, or to those that a demo takes. */
const NOT_TAKEN = [
  "DATA_DIR",
  "DATABASE_URL",
  "DATABASE_POOL_SIZE",
  "AUTH_SECRET",
  "ENCRYPTION_KEYS",
  "ADMIN_USERNAME",
  "ADMIN_PASSWORD",
  "RESEND_API_KEY",
  "SMTP_URL",
  "MAIL_FROM",
  "PASSWORD_MIN_LENGTH",
  "PASSWORD_BREACH_CHECK",
  "FORWARD_AUTH_ORIGINS",
  "COOKIE_DOMAIN",
  "AUDIT_LOG_URL",
  "AUDIT_LOG_TOKEN",
  "METRICS_TOKEN",
  "SECURITY_CONTACT",
];

test("for each variable it is decided whether a demo takes it", () => {
  expect([...NOT_TAKEN, ...DEMO_VARIABLES].sort()).toEqual([...VARIABLES].sort());
});

test("a demo takes nothing of the real console", async () => {
  const closers: (() => Promise<unknown>)[] = [];
  const lifecycle = { onEnd: (_part: string, close: () => Promise<unknown>) => closers.push(close) };
  const real = Object.fromEntries([...VARIABLES, "PATH"].map((name) => [name, "real"]));
  const { DATA_DIR: dataDir = "", ...environment } = await prepareDemoEnvironment(real, lifecycle);
  expect(Object.keys(environment).sort()).toEqual([...DEMO_VARIABLES, "PATH"].sort());
  expect(dataDir).toMatch(/latchkey-demo-.+data$/);
  for (const close of closers) await close();
  await expect(access(dataDir)).rejects.toThrow("ENOENT");
});
