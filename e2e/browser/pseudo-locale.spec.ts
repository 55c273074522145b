import type { Page } from "@playwright/test";
import { findTooWide } from "../support/page-checks";
import { expect, test } from "./fixtures";

test.use({ locale: "en-XA", viewport: { width: 390, height: 844 } });

/** Lists show the own row only. The outbox is missing: its rows are emails in the languages of others. */
const pagesOf = (username: string) => [
  "/",
  "/settings",
  "/settings/security",
  "/settings/security/password",
  "/settings/security/activity",
  "/settings/devices",
  "/settings/two-factor",
  `/admin/users?q=${username}`,
  "/admin/users/new",
  `/admin/audit?person=${username}`,
];

/**
 * Texts and names on screen that are in no language file, and those that are cut: in the pseudo-locale every text of a file stands in
 * brackets (lib/i18n/pseudo-locale.ts). `data`: what the page shows of users and devices.
 */
async function findUntranslated(page: Page, data: string[]): Promise<string[]> {
  return page.evaluate((known) => {
    const NOT_TEXT = "script, style, time, code, pre, [lang]:not(html), [translate=no], [aria-hidden=true], svg, next-route-announcer";
    const NAMES = ["aria-label", "placeholder", "title", "alt"];
    const isForeign = (text: string) => /\p{L}{2}/u.test(text) && !/[⟦⟧]/.test(text) && !known.includes(text.trim());
    // The pieces of one message stand in one paragraph: see `Sentence` in components/ui/notice.tsx.
    const isPiece = (element: Element) => /^⟦[^⟦]*⟧$/.test(element.closest("p, dd, td")?.textContent?.trim() ?? "");
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!parent?.checkVisibility() || parent.closest(NOT_TEXT)) continue;
      if (isForeign(node.nodeValue ?? "") && !isPiece(parent)) found.push(`hard-coded: ${node.nodeValue}`);
    }
    for (const element of document.body.querySelectorAll("*")) {
      for (const name of NAMES) {
        const value = element.getAttribute(name);
        if (value && isForeign(value) && !element.closest(NOT_TEXT)) found.push(`hard-coded ${name}: ${value}`);
      }
      const hasText = [...element.childNodes].some(({ nodeType, nodeValue }) => nodeType === Node.TEXT_NODE && nodeValue?.includes("⟦"));
      const isClipped = element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1;
      if (hasText && isClipped && getComputedStyle(element).overflowX !== "visible") found.push(`clipped: ${element.textContent}`);
    }
    return found;
  }, data);
}

test("every text comes from a language file, and fits a phone when it is 40 % longer", async ({ page, newUser }) => {
  test.slow();
  const { username, password } = await newUser({ admin: true });
  const expectTranslated = async (path: string) => {
    await page.goto(path);
    await expect(page.locator("html")).toHaveAttribute("lang", "en-XA");
    expect(await findUntranslated(page, [username, "Latchkey", "admin"]), path).toEqual([]);
    expect(await findTooWide(page), path).toEqual([]);
  };
  for (const path of ["/login", "/setup", "/set-password", "/no-such-page"]) await expectTranslated(path);
  await page.goto("/login");
  await page.locator("[name=identifier]").fill(username);
  await page.locator("[name=password]").fill(password);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: username })).toBeVisible();
  for (const path of pagesOf(username)) await expectTranslated(path);
});
