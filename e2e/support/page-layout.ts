import type { Page } from "@playwright/test";

/** Elements that extend beyond the right edge of the screen, the page itself first; empty if all fit. */
export async function findTooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const found = document.documentElement.scrollWidth > width ? [`page: ${document.documentElement.scrollWidth} > ${width}`] : [];
    for (const dialog of document.querySelectorAll("dialog[open], [popover]:popover-open")) {
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
