import { expect, test } from "vitest";
import { readConfig } from "./config";

const BASE = {
  DATABASE_URL: "postgresql://u@h/d",
  AUTH_SECRET: "a secret for tests, long enough to be one",
  ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64")}`,
};
const mail = (variables: Record<string, string>) => readConfig({ ...BASE, ...variables }).mail;
const FROM = "Latchkey <console@example.com>";

test("without a transport there is none, MAIL_FROM or not; empty is unset", () => {
  expect(mail({})).toBeNull();
  expect(mail({ MAIL_FROM: FROM, SMTP_URL: "", RESEND_API_KEY: "" })).toBeNull();
});

test("Resend and SMTP", () => {
  expect(mail({ RESEND_API_KEY: "re_1", MAIL_FROM: FROM })).toEqual({
    from: { name: "Latchkey", address: "console@example.com" },
    via: { kind: "resend", apiKey: "re_1" },
  });
  const url = "smtps://user:p%40ss@[::1]:465";
  expect(mail({ SMTP_URL: url, MAIL_FROM: "console@example.com" })).toEqual({
    from: { name: "", address: "console@example.com" },
    via: { kind: "smtp", url: new URL(url) },
  });
});

test.each([
  ["console@example.com", "", "console@example.com"],
  ["<console@example.com>", "", "console@example.com"],
  [" Latchkey<console@example.com> ", "Latchkey", "console@example.com"],
  ["Acme: Accounts (EU); \\o/ <a@b.example>", "Acme: Accounts (EU); \\o/", "a@b.example"],
  ['"Acme, Inc." <a@b.example>', "Acme, Inc.", "a@b.example"],
  ['"Acme \\"The Best\\" \\\\ Co <x> @ y" <a@b.example>', 'Acme "The Best" \\ Co <x> @ y', "a@b.example"],
  ['Acme "The Best" Inc. <a@b.example>', 'Acme "The Best" Inc.', "a@b.example"],
  ["Kontoverwaltung Müller & Söhne 東京 <konto@bücher.example>", "Kontoverwaltung Müller & Söhne 東京", "konto@xn--bcher-kva.example"],
])("the sender %s is the name %j at %s", (from, name, address) => {
  expect(mail({ SMTP_URL: "smtp://h", MAIL_FROM: from })?.from).toEqual({ name, address });
});

test.each([
  [{ SMTP_URL: "smtp://h", RESEND_API_KEY: "re_1", MAIL_FROM: FROM }, "SMTP_URL and RESEND_API_KEY are both set"],
  [{ SMTP_URL: "smtp://h" }, "MAIL_FROM is required when SMTP_URL is set"],
  [{ RESEND_API_KEY: "re_1" }, "MAIL_FROM is required when RESEND_API_KEY is set"],
  [{ RESEND_API_KEY: "re 1", MAIL_FROM: FROM }, "RESEND_API_KEY must be"],
  [{ SMTP_URL: "http://h", MAIL_FROM: FROM }, "SMTP_URL must look like"],
  [{ SMTP_URL: "smtp://", MAIL_FROM: FROM }, "SMTP_URL must look like"],
  [{ SMTP_URL: "smtp://h/path", MAIL_FROM: FROM }, "SMTP_URL must look like"],
  [{ SMTP_URL: "smtp://h?tls=0", MAIL_FROM: FROM }, "SMTP_URL must look like"],
  [{ SMTP_URL: "smtp://u:100%@h", MAIL_FROM: FROM }, "SMTP_URL must look like"],
  [{ SMTP_URL: "smtp://h:465", MAIL_FROM: FROM }, "SMTP_URL has port 465, which speaks TLS from the first byte: write smtps://"],
  [{ SMTP_URL: "SMTP://u:p@h:465", MAIL_FROM: FROM }, "SMTP_URL has port 465"],
  [{ SMTP_URL: "smtps://h:587", MAIL_FROM: FROM }, "SMTP_URL has a port where TLS begins with STARTTLS (25, 587): write smtp://"],
  [{ SMTP_URL: "smtps://h:25", MAIL_FROM: FROM }, "SMTP_URL has a port where TLS begins with STARTTLS"],
  [{ MAIL_FROM: "X\u2028Bcc: y <a@b>" }, "MAIL_FROM must look like"],
  [{ MAIL_FROM: '"X\nBcc: y" <a@b>' }, "MAIL_FROM must look like"],
  [{ MAIL_FROM: "X <a@b\r\nBcc: y@z>" }, "MAIL_FROM must look like"],
  [{ MAIL_FROM: "X <a@b> <c@d>" }, "MAIL_FROM must look like"],
  [{ MAIL_FROM: "X <a@b>, Y <c@d>" }, "MAIL_FROM must look like"],
  [{ MAIL_FROM: "X <>" }, "MAIL_FROM must look like"],
  [{ MAIL_FROM: "console" }, "MAIL_FROM must look like"],
  [{ MAIL_FROM: "a@b, c@d" }, "MAIL_FROM must look like"],
  [{ MAIL_FROM: "X\r\nBcc: y <a@b>" }, "MAIL_FROM must look like"],
  [{ MAIL_FROM: "a@b <c@d>" }, "MAIL_FROM must look like"],
])("%j: %s", (variables, message) => {
  expect(() => mail(variables)).toThrow(message);
});
