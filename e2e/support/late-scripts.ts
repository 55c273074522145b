import { expect, type Locator, type Page, type Route } from "@playwright/test";

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

/** A hydrated form leaves its checks to React. */
export async function waitForHydration(page: Page): Promise<void> {
  await page.waitForFunction(() => [...document.forms].some(({ noValidate }) => noValidate), undefined, { polling: 100 });
}

/** Clicks a link once it is hydrated: before that it loads a page that Next would open in the modal. */
export async function clickHydrated(link: Locator): Promise<void> {
  const isHydrated = (element: Element) => Object.keys(element).some((key) => key.startsWith("__reactProps$"));
  await expect.poll(() => link.evaluate(isHydrated)).toBe(true);
  await link.click();
}
