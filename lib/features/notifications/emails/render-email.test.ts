import { expect, test } from "vitest";
import * as z from "zod";
import type { OutgoingMail } from "@/lib/features/notifications/types";
import type { Locale } from "@/lib/i18n/locales";
import { EMAIL_CONTEXT, SAMPLE_EMAILS } from "@/lib/testing/sample-emails";
import { composeEmail } from "./compose-email";
import { emailContentSchema } from "./email-content";
import { emailText, renderEmail } from "./render-email";

const ORIGIN = { at: new Date("2026-03-01T09:05:00Z"), ip: "192.0.2.7", browser: "Firefox 128", system: "Linux" };
const CODE_KINDS = ["login-code", "address-code", "reverification-code"] as const;

const write = async (mail: OutgoingMail, locale: Locale = "en") => renderEmail(await composeEmail({ ...EMAIL_CONTEXT, locale }, mail));

test.each(CODE_KINDS)("M8: %s holds time, client and instructions, and ends with the autofill line", async (kind) => {
  const { text, html } = await write({ kind, code: "82345619", expiresInMinutes: 10, ...ORIGIN });
  expect(text.split("\n").at(-1)).toBe("@console.example.com #82345619");
  for (const part of [text, html]) {
    expect(part).toContain("82345619");
    expect(part).toContain("March 1, 2026 at 9:05 AM UTC");
    expect(part).toContain("Firefox 128 on Linux");
    expect(part).toContain("192.0.2.7");
    expect(part).toContain("10 minutes");
    expect(part).toMatch(/If (this wasn’t you|you didn’t request this)/);
    expect(part).not.toMatch(/<a\b|<img|<link|https?:\/\/(?!www\.w3\.org)/);
  }
});

test.each(Object.entries(SAMPLE_EMAILS))("%s has a subject, a preheader, an opening and both parts, and loads nothing", async (_, mail) => {
  const content = await composeEmail(EMAIL_CONTEXT, mail);
  const { text, html } = await renderEmail(content);
  expect(content.subject).toContain("Latchkey");
  for (const clear of [content.subject, content.preheader]) expect(clear).not.toMatch(/\/|82345619/);
  expect(html.indexOf(content.preheader ?? "none")).toBeGreaterThan(html.indexOf("<body"));
  const opening = mail.kind === "test" ? "This is a test." : "Hello ada,";
  for (const part of [text, html]) expect(part).toContain(opening);
  expect(html).not.toMatch(/<img|<link|<script|@import|url\(|\b(?:src|srcset|background|ping)=/);
  expect(text).not.toMatch(/\{|mail\.\w/);
});

test.each(Object.entries(SAMPLE_EMAILS))("%s says the same in both parts", async (_, mail) => {
  const { blocks } = await composeEmail(EMAIL_CONTEXT, mail);
  const { text, html } = await write(mail);
  const texts = blocks.flatMap((block) => {
    if (block.kind === "paragraph") return [block.text];
    if (block.kind === "facts") return block.facts.flatMap(({ label, value }) => [label, value]);
    return [block.kind === "code" ? block.code : block.url];
  });
  for (const part of [text, html]) for (const words of texts) expect(part).toContain(words);
});

const LINK = /<a [^>]*href="([^"]*)"/g;

test("only the email with a one-time link holds a link, and its address is in sight", async () => {
  for (const mail of Object.values(SAMPLE_EMAILS)) {
    const targets = [...(await write(mail)).html.matchAll(LINK)].map(([, target]) => target);
    expect(new Set(targets)).toEqual(new Set(mail.kind === "password-link" ? [mail.url] : []));
    if (mail.kind === "password-link") expect((await write(mail)).html).toContain(`>${mail.url}</a>`);
  }
});

/** The schema of 0.1.0, to which this version's emails are passed while servers of both run. */
const PREVIOUS_SCHEMA = z.object({
  subject: z.string(),
  blocks: z.array(
    z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("paragraph"), text: z.string() }),
      z.object({ kind: z.literal("code"), code: z.string() }),
      z.object({ kind: z.literal("facts"), facts: z.array(z.object({ label: z.string(), value: z.string() })) }),
      z.object({ kind: z.literal("link"), url: z.string() }),
    ]),
  ),
  signature: z.string(),
  autofill: z.string().nullable(),
});

test.each(Object.entries(SAMPLE_EMAILS))(
  "%s loses no words when a server of the previous version sends it, nor the other way round",
  async (_, mail) => {
    const content = await composeEmail(EMAIL_CONTEXT, mail);
    const asPrevious = PREVIOUS_SCHEMA.parse(JSON.parse(JSON.stringify(content)));
    const { text, html } = await renderEmail(emailContentSchema.parse(asPrevious));
    expect(text).toBe(emailText(content));
    expect(html).toContain(content.signature);
  },
);

test("an unknown look of a newer version is a plain paragraph", async () => {
  const content = await composeEmail(EMAIL_CONTEXT, { kind: "test" });
  const newer = { ...content, blocks: [{ kind: "paragraph", text: "words", variant: "banner" }] };
  expect(emailContentSchema.parse(newer).blocks).toEqual([{ kind: "paragraph", text: "words" }]);
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
      { ...EMAIL_CONTEXT, username: "W".repeat(64) },
      { kind: "security-events", events: [{ kind: "two-factor-enabled", ...ORIGIN }] },
    ),
  );
  expect(html).toMatch(/<body[^>]*overflow-wrap:anywhere|<(table|td)[^>]*overflow-wrap:anywhere/);
});

test("user input cannot become markup", async () => {
  const { html } = await renderEmail(await composeEmail({ ...EMAIL_CONTEXT, appName: "<b>x</b>" }, { kind: "test" }));
  expect(html).not.toContain("<b>");
});

test("an email is in the language of its addressee, in both parts", async () => {
  const code = { kind: "login-code", code: "82345619", expiresInMinutes: 10, ...ORIGIN } as const;
  const german = await write(code, "de");
  expect(german.html).toContain('<html lang="de" dir="ltr"');
  expect(german.text).toContain("1. März 2026 um 09:05 UTC");
  expect(german.text).not.toMatch(/\b(the|you|code for)\b/);
  expect((await write(code, "ar")).html).toContain('<html lang="ar" dir="rtl"');
});

test("an email that an earlier version has queued is in English", async () => {
  const { locale: _, ...earlier } = await composeEmail(EMAIL_CONTEXT, { kind: "test" });
  expect(emailContentSchema.parse(earlier).locale).toBe("en");
});
