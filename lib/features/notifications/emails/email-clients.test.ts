import { doIUseEmail } from "@jsx-email/doiuse-email";
import { HtmlValidate, StaticConfigLoader } from "html-validate";
import { expect, test } from "vitest";
import { EMAIL_CONTEXT, SAMPLE_EMAILS } from "@/lib/testing/sample-emails";
import { composeEmail } from "./compose-email";
import { renderEmail } from "./render-email";

const CLIENTS = ["apple-mail.*", "gmail.*", "outlook.*", "yahoo.*"];

/** What some of these programs lack, and what their readers see then. */
const UNSUPPORTED = {
  "<body> element": "its colors are also those of the outermost table",
  "@media": "light colors, or those that the program makes of them",
  "border-radius": "square corners",
  "display:none": "one pixel high and cut off, in Gmail's mobile webmail",
  overflow: "display:none hides the preheader there",
  "overflow-wrap": "word-break does the same; the rest break long words by themselves",
  "role attribute": "a screen reader may announce tables",
  "table-layout": "the columns of the details follow their content",
  "word-break": "overflow-wrap does the same",
};

/** What some of these programs support in part; the part that is used here is supported, or see `UNSUPPORTED`. */
const PARTIAL = [
  "<body> element",
  "@media",
  "align attribute",
  "border-radius",
  "dir attribute",
  "display",
  "display:none",
  "font-size",
  "font-weight",
  "height attribute",
  "lang attribute",
  "letter-spacing",
  "line-height",
  "margin",
  "max-width",
  "overflow",
  "overflow-wrap",
  "padding",
  "role attribute",
  "table-layout",
  "text-align",
  "text-decoration",
  "width attribute",
  "word-break",
];

const features = (findings: readonly string[] = []) => findings.map((finding) => /`(.+?)` is /.exec(finding)?.[1] ?? finding);
const sorted = (names: Iterable<string>) => [...new Set(names)].sort();
/** They hold every block between them. */
const SAMPLES = ["login-code", "invitation", "security-two-kinds"].flatMap((name) => SAMPLE_EMAILS[name] ?? []);
const rendered = Promise.all(SAMPLES.map(async (mail) => (await renderEmail(await composeEmail(EMAIL_CONTEXT, mail))).html));

test("emails use what Apple Mail, Gmail, Outlook and Yahoo support, but for what can be missed", { timeout: 60_000 }, async () => {
  const reports = (await rendered).map((html) => doIUseEmail(html, { emailClients: CLIENTS }));
  const errors = reports.flatMap((report) => ("errors" in report ? features(report.errors) : []));
  const warnings = reports.flatMap((report) => features(report.warnings));
  expect(sorted(errors)).toEqual(sorted(Object.keys(UNSUPPORTED)));
  expect(sorted(warnings)).toEqual(PARTIAL);
});

/** What emails do otherwise than pages: attributes and inline styles for old programs, and the doctype of XHTML, as React writes it. */
const OTHERWISE = {
  "attr-case": "off",
  "doctype-html": "off",
  "no-deprecated-attr": "off",
  "no-inline-style": "off",
  "void-style": "off",
} as const;

test("emails are valid HTML", { timeout: 60_000 }, async () => {
  const validator = new HtmlValidate(new StaticConfigLoader({ extends: ["html-validate:recommended"], rules: OTHERWISE }));
  for (const html of await rendered) {
    const { results } = await validator.validateString(html);
    expect(results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => `${ruleId}: ${message}`))).toEqual([]);
  }
});
