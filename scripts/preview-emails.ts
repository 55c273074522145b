/**
 * Writes an email of every kind to a folder, to look at: its HTML and text part, and a page with all of them.
 * Usage: `npx tsx scripts/preview-emails.ts <folder>`
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { composeEmail } from "@/lib/features/notifications/emails/compose-email";
import { renderEmail } from "@/lib/features/notifications/emails/render-email";
import { EMAIL_CONTEXT, SAMPLE_EMAILS } from "@/lib/testing/sample-emails";

const folder = process.argv[2];
if (!folder) {
  console.error("usage: tsx scripts/preview-emails.ts <folder>");
  process.exit(2);
}
await mkdir(folder, { recursive: true });
const entries: string[] = [];
for (const [name, mail] of Object.entries(SAMPLE_EMAILS)) {
  const content = await composeEmail(EMAIL_CONTEXT, mail);
  const { text, html } = await renderEmail(content);
  await writeFile(join(folder, `${name}.html`), html);
  await writeFile(join(folder, `${name}.txt`), `Subject: ${content.subject}\n\n${text}\n`);
  entries.push(`<h2>${name} (<a href="${name}.html">HTML</a>, <a href="${name}.txt">text</a>)</h2>`);
  entries.push(`<iframe src="${name}.html" title="${name}" width="620" height="760"></iframe>`);
}
const page = [
  "<!doctype html>",
  '<meta charset="utf-8">',
  '<meta name="color-scheme" content="light dark">',
  "<title>Emails</title>",
  ...entries,
];
await writeFile(join(folder, "index.html"), `${page.join("\n")}\n`);
console.log(`wrote ${entries.length / 2} emails to ${folder}/index.html`);
