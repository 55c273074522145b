import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** No violation of WCAG 2.2 A and AA of what is on screen now; from theme to theme only colors differ. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== "running"));
    const builder = new AxeBuilder({ page });
    const { violations } = await (colorScheme === "light" ? builder.withTags(WCAG) : builder.withRules("color-contrast")).analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    expect(found, `${what}, ${colorScheme}`).toEqual([]);
  }
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
