import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { HtmlValidate } from "html-validate";

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Valid HTML, and no violation of WCAG 2.2 A and AA of what is on screen now; from theme to theme only colors differ. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  expect(await findInvalidHtml(await page.content()), `${what}, HTML`).toEqual([]);
  expect(await findEqualAccessViolations(page), `${what}, Equal Access`).toEqual([]);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== "running"));
    const builder = new AxeBuilder({ page });
    const { violations } = await (colorScheme === "light" ? builder.withTags(WCAG) : builder.withRules("color-contrast")).analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    expect(found, `${what}, ${colorScheme}`).toEqual([]);
  }
}

const validator = new HtmlValidate({ extends: ["html-validate:standard"] });

/** Errors of html-validate in a whole page, each with the place that it is in. */
async function findInvalidHtml(html: string): Promise<string[]> {
  const { results } = await validator.validateString(html);
  const messages = results.flatMap((result) => result.messages).filter(({ message }) => !isFormActionOfReact(message));
  return messages.map(({ ruleId, message, selector }) => `${ruleId}: ${message} (${selector})`);
}

/** React writes an empty address, or one that reports a mistake, for a form with a server action. */
function isFormActionOfReact(message: string): boolean {
  return /^Attribute "action" has invalid value "(?:javascript:throw|")/.test(message);
}

const require = createRequire(import.meta.url);
const EQUAL_ACCESS = readFileSync(require.resolve("accessibility-checker-engine/ace.js"), "utf8");

type EqualAccessResult = { ruleId: string; value: [string, string]; message: string; snippet: string; node: Element };
type EqualAccess = { Checker: new () => { check: (document: Document, rulesets: string[]) => Promise<{ results: EqualAccessResult[] }> } };

/** It takes every form for a landmark; one without a name is none (HTML-AAM). */
const MISTAKEN_RULE = "aria_form_label_unique";

/** Violations that IBM's Equal Access checker is certain of. The script is evaluated, because the page's policy admits no other scripts. */
async function findEqualAccessViolations(page: Page): Promise<string[]> {
  await page.evaluate(`${EQUAL_ACCESS}; 0`);
  const violations = await page.evaluate(async () => {
    const { ace } = globalThis as unknown as { ace: EqualAccess };
    const { results } = await new ace.Checker().check(document, ["WCAG_2_2"]);
    // It reads folded fields without their labels.
    const failed = results.filter(
      ({ value: [level, result], node }) => level === "VIOLATION" && result === "FAIL" && node.checkVisibility(),
    );
    return failed.map(({ ruleId, message, snippet }) => ({ ruleId, text: `${ruleId}: ${message} ${snippet}` }));
  });
  return violations.filter(({ ruleId }) => ruleId !== MISTAKEN_RULE).map(({ text }) => text);
}

/** Elements that extend beyond the right edge of the screen, the page itself first; empty if all fit. */
export async function findTooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const found = document.documentElement.scrollWidth > width ? [`page: ${document.documentElement.scrollWidth} > ${width}`] : [];
    for (const dialog of document.querySelectorAll("dialog[open], dialog[open] > div, [popover]:popover-open")) {
      if (dialog.scrollWidth > dialog.clientWidth + 1) found.push(`dialog: ${dialog.scrollWidth} > ${dialog.clientWidth}`);
    }
    return found;
  });
}

/**
 * Texts with siblings in their element. React cannot change or remove such a text once a page
 * translator has replaced it; it can if the text is alone in its element.
 */
export async function findMixedTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!parent || parent.closest("script, style") || !node.nodeValue?.trim()) continue;
      if (parent.childNodes.length > 1) found.push(parent.outerHTML.slice(0, 160));
    }
    return found;
  });
}
