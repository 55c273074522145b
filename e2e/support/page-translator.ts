import type { Page } from "@playwright/test";

/**
 * Does to the page what a browser's translator does: each text is taken out of the document and replaced by
 * `<font><font>…</font></font>` with another text, here marked `[…]`; with `goingOn`, also texts that come later.
 */
export async function translatePage(page: Page, { goingOn = false } = {}): Promise<void> {
  await page.evaluate((isGoingOn) => {
    const translate = (root: Node) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      const found: Text[] = [];
      for (let node = walker.nextNode(); node; node = walker.nextNode()) found.push(node as Text);
      for (const text of found) {
        const skipped = text.parentElement?.closest("script, style, textarea, option, font, [translate=no]");
        if (skipped || !text.data.trim()) continue;
        const outer = document.createElement("font");
        const inner = outer.appendChild(document.createElement("font"));
        inner.textContent = `[${text.data}]`;
        text.replaceWith(outer);
      }
    };
    translate(document.body);
    if (!isGoingOn) return;
    const observer = new MutationObserver(() => {
      observer.disconnect();
      translate(document.body);
      observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  }, goingOn);
}
