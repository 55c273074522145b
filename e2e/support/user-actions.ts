import { expect, type Locator, type Page } from "@playwright/test";

type Press = (button: Locator) => Promise<void>;
const click: Press = (button) => button.click();

/** Presses the button of an action on a user's page. Returns its confirmation: a dialog, and a page without JavaScript. */
export async function openUserAction(page: Page, action: string, press = click): Promise<Locator> {
  await press(page.getByRole("main").getByRole("button", { name: action, exact: true }));
  const confirmation = page.getByRole("dialog").or(page.getByRole("main").filter({ hasNot: page.getByRole("dialog") }));
  await expect(confirmation.getByRole("heading", { name: /\?$/ })).toBeVisible();
  return confirmation;
}

/** Presses the button of an action on a user's page, and then the one of its confirmation. */
export async function actOnUser(page: Page, action: string, press = click): Promise<void> {
  const confirmation = await openUserAction(page, action, press);
  await press(confirmation.getByRole("button", { name: action, exact: true }));
}
