import type { Page } from "@playwright/test";
import { enterPassword, expect, signInTo, test } from "./fixtures";

/** A unique description, and no `noindex`. */
async function expectDescribed(page: Page, path: string, description: string | RegExp): Promise<void> {
  const answer = await page.goto(path);
  expect(answer?.headers(), path).not.toHaveProperty("x-robots-tag");
  await expect(page).toHaveURL(path);
  await expect(page.locator("meta[name=description]"), path).toHaveAttribute("content", description);
  await expect(page.locator("meta[name=robots]"), path).toHaveCount(0);
}

test("every page has a description and may be indexed", async ({ page, user, emailUser }) => {
  await expectDescribed(page, "/login", /^Sign in to Latchkey /);
  await expectDescribed(page, "/setup", /^Create the first administrator of Latchkey /);
  await expectDescribed(page, "/set-password", /^Choose a password for your Latchkey account /);
  await enterPassword(page, emailUser);
  await expect(page.getByLabel("Verification code")).toBeVisible();
  await expectDescribed(page, "/login/verify", /^Finish signing in to Latchkey/);
  await signInTo(page, user);
  for (const path of ["/", "/settings", "/settings/security", "/settings/devices"]) {
    await expectDescribed(page, path, /^Manage your Latchkey account/);
  }
});
