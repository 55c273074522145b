import { type Browser, chromium, expect, type Locator, type Page, type Route } from "@playwright/test";

/** For tests outside Playwright's own runner; the caller closes it. */
export function launchBrowser(...args: string[]): Promise<Browser> {
  return chromium.launch({ executablePath: process.env.CHROMIUM_PATH, args: ["--no-sandbox", "--disable-gpu", ...args] });
}

const SCRIPTS = "**/_next/static/**/*.js*";

/** Delays the page's scripts until released, as a slow network does. */
export async function holdScripts(page: Page): Promise<{ release: () => Promise<void> }> {
  const held: Route[] = [];
  let isOpen = false;
  await page.route(SCRIPTS, async (route) => {
    if (isOpen) await route.continue();
    else held.push(route);
  });
  return {
    async release() {
      isOpen = true;
      await Promise.all(held.map((route) => route.continue().catch(() => undefined)));
    },
  };
}

/** Aborts every request for a script that `isLost` names. */
export async function loseScripts(page: Page, isLost: (url: string) => boolean): Promise<void> {
  await page.route(SCRIPTS, (route) => (isLost(route.request().url()) ? route.abort() : route.continue()));
}

/** A hydrated form leaves its checks to React; before that the browser itself refuses an empty field. */
export async function waitForHydration(page: Page): Promise<void> {
  await page.waitForFunction(() => [...document.forms].some(({ noValidate }) => noValidate), undefined, { polling: 100 });
}

/** Clicks a link or button once it is hydrated: before that it loads a page where a dialog would open. */
export async function clickHydrated(control: Locator): Promise<void> {
  const isHydrated = (element: Element) => Object.keys(element).some((key) => key.startsWith("__reactProps$"));
  await expect.poll(() => control.evaluate(isHydrated), { message: "hydration", timeout: 30_000 }).toBe(true);
  await control.click();
}
