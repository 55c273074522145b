import { expect, test } from "vitest";
import { type OutgoingMail, SECURITY_EVENT_KINDS } from "@/lib/features/notifications/types";
import type { Locale } from "@/lib/i18n/locales";
import { composeEmail, emailContentSchema } from "./compose-email";
import { renderEmail } from "./render-email";

const CONTEXT = { appName: "Latchkey", appHost: "console.example.com", username: "ada", locale: "en" } as const;
const ORIGIN = { at: new Date("2026-03-01T09:05:00Z"), ip: "192.0.2.7", browser: "Firefox 128", system: "Linux" };
const CODE_KINDS = ["login-code", "address-code", "reverification-code"] as const;

const others: OutgoingMail[] = [
  { kind: "address-changed", newAddress: "a***@example.com", ...ORIGIN },
  { kind: "password-link", url: "https://console.example.com/set-password/token", expiresInHours: 24, invitedBy: null },
  { kind: "password-link", url: "https://console.example.com/set-password/token", expiresInHours: 1, invitedBy: "root" },
  { kind: "test" },
  ...SECURITY_EVENT_KINDS.map((kind) => ({ kind: "security-events" as const, events: [{ kind, ...ORIGIN }] })),
];

const write = async (mail: OutgoingMail, locale: Locale = "en") => renderEmail(await composeEmail({ ...CONTEXT, locale }, mail));

test.each(CODE_KINDS)("M8: %s holds time, client and instructions, and ends with the autofill line", async (kind) => {
  const { text, html } = await write({ kind, code: "82345619", expiresInMinutes: 10, ...ORIGIN });
  expect(text.split("\n").at(-1)).toBe("@console.example.com #82345619");
  for (const part of [text, html.replaceAll("<!-- -->", "")]) {
    expect(part).toContain("82345619");
    expect(part).toContain("March 1, 2026 at 9:05 AM UTC");
    expect(part).toContain("Firefox 128 on Linux");
    expect(part).toContain("192.0.2.7");
    expect(part).toContain("10 minutes");
    expect(part).toMatch(/If (this wasn’t you|you didn’t request this)/);
    expect(part).not.toMatch(/<a\b|<img|<link|https?:\/\/(?!www\.w3\.org)/);
  }
});

test.each(others)("$kind has a subject, an opening and both parts, and loads nothing", async (mail) => {
  const letter = await composeEmail(CONTEXT, mail);
  const { text, html } = await renderEmail(letter);
  expect(letter.subject).toContain("Latchkey");
  expect(letter.subject).not.toContain("/");
  const opening = mail.kind === "test" ? "This is a test." : "Hello ada,";
  expect(text).toContain(opening);
  expect(html).toContain(opening);
  expect(html).not.toMatch(/<img|<link|@import|url\(|background/);
  expect(text).not.toMatch(/\{|mail\.\w/);
});

test("a security email lists each event, and says which ones happened on the server itself", async () => {
  const events = [
    { kind: "backup-code-used" as const, ...ORIGIN },
    { kind: "backup-code-used" as const, ...ORIGIN, ip: "198.51.100.9" },
    { kind: "backup-code-used" as const, at: ORIGIN.at, ip: null, browser: null },
  ];
  const { text } = await write({ kind: "security-events", events });
  for (const words of ["192.0.2.7", "198.51.100.9", "On the server, by an operator of Latchkey", "This happened 3 times:"])
    expect(text).toContain(words);
});

test("a name without a space makes no email wider than the screen", async () => {
  const { html } = await renderEmail(
    await composeEmail(
      { ...CONTEXT, username: "W".repeat(64) },
      { kind: "security-events", events: [{ kind: "two-factor-enabled", ...ORIGIN }] },
    ),
  );
  expect(html).toMatch(/<body[^>]*overflow-wrap:anywhere|<(table|td)[^>]*overflow-wrap:anywhere/);
});

test("user input cannot become markup", async () => {
  const { html } = await renderEmail(await composeEmail({ ...CONTEXT, appName: "<b>x</b>" }, { kind: "test" }));
  expect(html).not.toContain("<b>");
});

test("an email is in the language of its addressee, in both parts", async () => {
  const code = { kind: "login-code", code: "82345619", expiresInMinutes: 10, ...ORIGIN } as const;
  const german = await write(code, "de");
  expect(german.html).toMatch(/<html[^>]* dir="ltr"[^>]* lang="de"|<html[^>]* lang="de"[^>]* dir="ltr"/);
  expect(german.text).toContain("1. März 2026 um 09:05 UTC");
  expect(german.text).not.toMatch(/\b(the|you|code for)\b/);
  expect((await write(code, "ar")).html).toMatch(/<html[^>]* dir="rtl"/);
});

test("an email that an earlier version has queued is in English", async () => {
  const { locale: _, ...earlier } = await composeEmail(CONTEXT, { kind: "test" });
  expect(emailContentSchema.parse(earlier).locale).toBe("en");
});
