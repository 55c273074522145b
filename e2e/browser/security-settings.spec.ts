import type { Locator, Page } from "@playwright/test";
import { clickHydrated, waitForHydration } from "../support/browser";
import { ageSessions, ageTwoFactor, countSessions } from "../support/database";
import {
  closeBackupCodes,
  confirmEnrolment,
  enableTwoFactor,
  enableTwoFactorOnPage,
  openEnrolment,
  readBackupCodes,
} from "../support/enrolment";
import { enterCode, enterPassword, expect, expectProblem, signInTo, signInWithCode, test } from "./fixtures";

/** Everything about 2FA, in one place. */
const twoFactor = (page: Page) => page.getByRole("region", { name: "Two-factor authentication" });

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
      await page.goto("/settings/security");
      await expect(twoFactor(page).getByText("6 of 6 left, none used yet")).toBeVisible();
      await expect(twoFactor(page).getByText("Enabled", { exact: true })).toBeVisible();

      const replace = await openAction(page, "Replace backup codes");
      await replace.getByRole("button", { name: "Replace backup codes" }).click();
      await expectProblem(page, /^Please enter your 2FA code$/);
      await replace.getByLabel("2FA code").fill(await app.authenticator.nextCode());
      await replace.getByRole("button", { name: "Replace backup codes" }).click();
      const backupCodes = await readBackupCodes(page);
      expect(backupCodes).not.toEqual(app.backupCodes);
      await expect(page.getByRole("link", { name: "Back to Security Settings" }), "nothing but Done leads on").toHaveCount(0);
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
      await page.goto("/settings/security");
      await expect(twoFactor(page).getByText("Not enabled", { exact: true })).toBeVisible();
      await expect(twoFactor(page).getByRole("button")).toHaveText(["Enable 2FA"]);
      await page.context().clearCookies();
      await signInTo(page, user);
    });

    test("the former page of backup codes leads to where they stand now", async ({ page, user }) => {
      await signInTo(page, user);
      await page.goto("/settings/security/backup-codes");
      await expect(page).toHaveURL("/settings/security#backup-codes");
      await expect(page.getByRole("heading", { name: "Security Settings" })).toBeVisible();
    });
  });
}

test("a used backup code is shown with its time, and no longer signs in", async ({ page, user }) => {
  await signInTo(page, user);
  const { backupCodes } = await enableTwoFactor(page);
  await page.context().clearCookies();
  await signInWithCode(page, user, backupCodes[0]);
  await page.goto("/settings/security");
  const left = twoFactor(page).getByText("5 of 6 left, last used").locator("..");
  await expect(left).toHaveText(/^5 of 6 left, last used .*[AP]M$/);
  await page.context().clearCookies();
  await enterPassword(page, user);
  await enterCode(page, backupCodes[0] ?? "");
  await expectProblem(page, "has already been used");
});

test("few backup codes are a warning, none a louder one; new ones have another serial", async ({ page, user, database }) => {
  await signInTo(page, user);
  const { authenticator } = await enableTwoFactor(page);
  const codes = await database.db.backupCode.findMany({ where: { userId: user.id } });
  const use = (count: number) =>
    database.db.backupCode.updateMany({
      where: { userId: user.id, codeHash: { in: codes.slice(0, count).map(({ codeHash }) => codeHash) } },
      data: { usedAt: new Date() },
    });
  await use(4);
  await page.goto("/settings/security");
  await expect(twoFactor(page).getByText("Only 2 backup codes left.")).toBeVisible();
  await use(6);
  await page.reload();
  await expect(twoFactor(page).getByText("No backup codes left. Without your phone, you can’t sign in.")).toBeVisible();
  const set = twoFactor(page).getByText(/^Set [0-9A-Z]{4}, created/);
  const before = await set.innerText();
  const replace = await openDialog(page, "Replace backup codes");
  await replace.getByLabel("2FA code").fill(await authenticator.nextCode());
  await replace.getByRole("button", { name: "Replace backup codes" }).click();
  await readBackupCodes(page);
  await closeBackupCodes(page);
  await expect(twoFactor(page).getByText("6 of 6 left, none used yet")).toBeVisible();
  await expect(set).not.toHaveText(before);
});

test("after a dialog the focus returns to its button, or moves on if the button was removed", async ({ page, user }) => {
  await signInTo(page, user);
  const { authenticator } = await enableTwoFactor(page);
  await expect(page.getByRole("heading", { name: "Two-factor authentication" })).toBeFocused();
  const password = await openDialog(page, "Change password");
  await password.getByRole("button", { name: "Back to settings" }).press("Enter");
  await expect(password).toBeHidden();
  await expect(page.getByRole("button", { name: "Change password" })).toBeFocused();
  const replace = await openDialog(page, "Replace backup codes");
  await replace.getByLabel("2FA code").fill(await authenticator.nextCode());
  await replace.getByRole("button", { name: "Replace backup codes" }).click();
  await readBackupCodes(page);
  await expect(replace.getByRole("button", { name: "Back to settings" })).toBeHidden();
  await closeBackupCodes(page);
  await expect(page.getByRole("button", { name: "Replace backup codes" })).toBeFocused();
  const disable = await openDialog(page, "Disable 2FA");
  await disable.getByRole("button", { name: "Disable 2FA" }).click();
  await expect(disable).toBeHidden();
  await expect(page.getByRole("status").getByText("2FA is off.", { exact: true })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Security Settings" })).toBeFocused();
});

test("on a page without dialog the outcome takes the focus of the form that it replaces", async ({ page, user }) => {
  await signInTo(page, user);
  const { authenticator } = await enableTwoFactor(page);
  await page.goto("/settings/security/disable");
  await waitForHydration(page);
  await page.getByLabel("2FA code").fill(await authenticator.nextCode());
  await page.getByRole("button", { name: "Disable 2FA" }).click();
  await expect(page.getByText("2FA is off.", { exact: true })).toBeFocused();
  await expect(page.getByRole("heading", { name: "Disable 2FA" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Back to Security Settings" })).toHaveAttribute("href", "/settings/security");
  await page.goto("/settings/security/password");
  await waitForHydration(page);
  await page.getByLabel("Current password").fill(user.password);
  await page.getByLabel("New password").fill("a new lock for the door");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Your password was changed")).toBeFocused();
});

test("2FA needs no link from one tab of the settings to another", async ({ page, user, database }) => {
  await signInTo(page, user);
  await page.goto("/settings/security");
  await openEnrolment(page);
  await confirmEnrolment(page);
  await closeBackupCodes(page);
  await expect(twoFactor(page).getByText("Enabled", { exact: true })).toBeVisible();
  await ageTwoFactor(database, user, 200);
  await page.reload();
  await expect(twoFactor(page).getByText("Expired", { exact: true })).toBeVisible();
  await expect(twoFactor(page).getByRole("paragraph").first()).toHaveText(/^2FA still protects your account\./);
  await expect(twoFactor(page).getByRole("button")).toHaveText(["Renew 2FA", "Replace backup codes", "Disable 2FA"]);
  for (const path of ["/settings", "/settings/security"]) {
    await page.goto(path);
    await expect(twoFactor(page).getByRole("link")).toHaveCount(0);
  }
});

test("password managers find the page to change the password", async ({ page, user }) => {
  await signInTo(page, user);
  await page.goto("/.well-known/change-password");
  await expect(page).toHaveURL("/settings/security/password");
  await expect(page.getByLabel("Current password")).toBeVisible();
});
