import type { Locator, Page } from "@playwright/test";
import { clickHydrated, waitForHydration } from "../support/browser";
import { ageSessions, countSessions } from "../support/database";
import { closeBackupCodes, confirmEnrolment, enableTwoFactor, enableTwoFactorOnPage, readBackupCodes } from "../support/enrolment";
import { enterCode, enterPassword, expect, expectProblem, signInTo, signInWithCode, test } from "./fixtures";

/** The dialog that a button of Security Settings opens. */
async function openDialog(page: Page, name: string): Promise<Locator> {
  await page.goto("/settings/security");
  await clickHydrated(page.getByRole("button", { name }));
  return page.getByRole("dialog");
}

/** The page that it opens without JavaScript. */
async function openPage(page: Page, name: string): Promise<Locator> {
  await page.goto("/settings/security");
  await page.getByRole("button", { name }).click();
  await expect(page).not.toHaveURL("/settings/security");
  return page.getByRole("main");
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });
    const openAction = javaScriptEnabled ? openDialog : openPage;

    test("a user changes the password; other devices are signed out", async ({ page, user, browser, database, baseURL }) => {
      const elsewhere = await browser.newPage({ baseURL });
      await signInTo(elsewhere, user);
      await signInTo(page, user);
      await ageSessions(database, user, 301);
      const form = await openAction(page, "Change password");
      await form.getByLabel("Current password").fill("not the password");
      await form.getByLabel("New password").fill("a new lock for the door");
      await form.getByRole("button", { name: "Change password" }).click();
      await expectProblem(page, "Incorrect password. Try again.");
      await form.getByLabel("Current password").fill(user.password);
      await form.getByLabel("New password").fill("short");
      await form.getByRole("button", { name: "Change password" }).click();
      await expectProblem(page, "Use at least 15 characters");
      await form.getByLabel("Current password").fill(user.password);
      await form.getByLabel("New password").fill("Password!Password2026");
      await form.getByRole("button", { name: "Change password" }).click();
      await expectProblem(page, "This password is well known");
      await form.getByLabel("Current password").fill(user.password);
      await form.getByLabel("New password").fill("a new lock for the door");
      await form.getByRole("button", { name: "Change password" }).click();
      await expect(page.getByText("Your password was changed")).toBeVisible();
      expect(await countSessions(database, user)).toBe(1);
      await elsewhere.goto("/settings");
      await expect(elsewhere).toHaveURL(/\/login/);
      await elsewhere.close();
      await page.context().clearCookies();
      await signInTo(page, { ...user, password: "a new lock for the door" });
    });

    test("with 2FA on: backup codes are replaced, 2FA is renewed with a backup code and disabled", async ({ page, user, database }) => {
      await signInTo(page, user);
      const app = javaScriptEnabled ? await enableTwoFactor(page) : await enableTwoFactorOnPage(page);
      const view = await openAction(page, "View backup codes");
      await expect(view.getByText("6 backup codes left")).toBeVisible();
      await expect(view.getByText("Not used yet")).toHaveCount(6);

      const replace = await openAction(page, "Replace backup codes");
      await replace.getByRole("button", { name: "Replace backup codes" }).click();
      await expectProblem(page, /^Please enter your 2FA code$/);
      await replace.getByLabel("2FA code").fill(await app.authenticator.nextCode());
      await replace.getByRole("button", { name: "Replace backup codes" }).click();
      const backupCodes = await readBackupCodes(page);
      expect(backupCodes).not.toEqual(app.backupCodes);
      await closeBackupCodes(page);

      await ageSessions(database, user, 301);
      await page.goto("/settings/security");
      await page.getByRole("button", { name: "Renew 2FA" }).click();
      await page.getByLabel("2FA code").fill(backupCodes[0] ?? "");
      await page.getByRole("button", { name: "Continue" }).click();
      const renewed = await confirmEnrolment(page);
      expect(renewed.secret).not.toBe(app.secret);
      expect(renewed.backupCodes).not.toEqual(backupCodes);
      await closeBackupCodes(page);

      await ageSessions(database, user, 301);
      const disable = await openAction(page, "Disable 2FA");
      await expect(disable.getByText("You’ll sign in with your password alone")).toBeVisible();
      await disable.getByLabel("2FA code").fill(await renewed.authenticator.nextCode());
      await disable.getByRole("button", { name: "Disable 2FA" }).click();
      await expect(page.getByText("2FA is off.", { exact: true })).toBeVisible();
      await page.context().clearCookies();
      await signInTo(page, user);
    });
  });
}

test("a used backup code is shown with its time, and no longer signs in", async ({ page, user }) => {
  await signInTo(page, user);
  const { backupCodes } = await enableTwoFactor(page);
  await page.context().clearCookies();
  await signInWithCode(page, user, backupCodes[0]);
  const view = await openDialog(page, "View backup codes");
  await expect(view.getByText("5 backup codes left")).toBeVisible();
  await expect(view.getByText(/^Used on/)).toHaveCount(1);
  await expect(view.getByRole("listitem")).toHaveText([...Array(5).fill("Not used yet"), /^Used on .*[AP]M$/]);
  await page.context().clearCookies();
  await enterPassword(page, user);
  await enterCode(page, backupCodes[0] ?? "");
  await expectProblem(page, "has already been used");
});

test("after a dialog the focus returns to its button, or moves on if the button was removed", async ({ page, user }) => {
  await signInTo(page, user);
  const { authenticator } = await enableTwoFactor(page);
  await expect(page.getByRole("heading", { name: "Two-factor authentication" })).toBeFocused();
  const view = await openDialog(page, "View backup codes");
  await view.getByRole("button", { name: "Close" }).press("Enter");
  await expect(page.getByRole("button", { name: "View backup codes" })).toBeFocused();
  const replace = await openDialog(page, "Replace backup codes");
  await replace.getByLabel("2FA code").fill(await authenticator.nextCode());
  await replace.getByRole("button", { name: "Replace backup codes" }).click();
  await readBackupCodes(page);
  await closeBackupCodes(page);
  await expect(page.getByRole("button", { name: "Replace backup codes" })).toBeFocused();
  const disable = await openDialog(page, "Disable 2FA");
  await disable.getByRole("button", { name: "Disable 2FA" }).click();
  await expect(page.getByText("2FA is off.", { exact: true })).toBeFocused();
  await disable.getByRole("button", { name: "Close" }).press("Enter");
  await expect(page.getByRole("heading", { name: "Security Settings" })).toBeFocused();
});

test("on a page without dialog the outcome takes the focus of the form that it replaces", async ({ page, user }) => {
  await signInTo(page, user);
  const { authenticator } = await enableTwoFactor(page);
  await expect(page.getByText("6 backup codes left. Lost them?")).toBeVisible();
  await expect(page.getByRole("link", { name: "Replace backup codes" })).toHaveAttribute("href", "/settings/security/replace-backup-codes");
  await page.goto("/settings/security/disable");
  await waitForHydration(page);
  await page.getByLabel("2FA code").fill(await authenticator.nextCode());
  await page.getByRole("button", { name: "Disable 2FA" }).click();
  await expect(page.getByText("2FA is off.", { exact: true })).toBeFocused();
  await expect(page.getByRole("heading", { name: "Disable 2FA" })).toHaveCount(0);
  await page.goto("/settings/security/password");
  await waitForHydration(page);
  await page.getByLabel("Current password").fill(user.password);
  await page.getByLabel("New password").fill("a new lock for the door");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Your password was changed")).toBeFocused();
});

test("password managers find the page to change the password", async ({ page, user }) => {
  await signInTo(page, user);
  await page.goto("/.well-known/change-password");
  await expect(page).toHaveURL("/settings/security/password");
  await expect(page.getByLabel("Current password")).toBeVisible();
});
