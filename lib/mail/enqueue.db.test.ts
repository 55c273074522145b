import { expect, test } from "vitest";
import { createTestDeps } from "@/lib/testing/test-deps";
import { enqueueMail } from "./enqueue-mail";
import type { OutgoingMail } from "./types";

const CODE_MAIL: OutgoingMail = {
  kind: "login-code",
  code: "82345619",
  expiresInMinutes: 10,
  at: new Date("2026-03-01T12:00:00Z"),
  ip: "192.0.2.7",
  browser: "Firefox 128",
  system: "Linux",
};

test("M1: a transaction rolled back leaves no mail", async () => {
  const { deps } = await createTestDeps();
  const rolledBack = deps.db.$transaction(async (tx) => {
    await enqueueMail(deps, tx, { userId: null, username: "ada", to: "ada@example.com", mail: CODE_MAIL });
    throw new Error("rolled back");
  });
  await expect(rolledBack).rejects.toThrow("rolled back");
  expect(await deps.db.mailMessage.count()).toBe(0);
});

test("M5: the row holds no code in clear", async () => {
  const { deps } = await createTestDeps();
  await enqueueMail(deps, deps.db, { userId: null, username: "ada", to: "ada@example.com", mail: CODE_MAIL });
  const [row] = await deps.db.mailMessage.findMany();
  expect(row).toMatchObject({ kind: "login-code", subject: "Your Latchkey sign-in code", toAddress: "ada@example.com", keyId: "test" });
  expect(JSON.stringify(row)).not.toContain("82345619");
});
