import type { Locator, Page } from "@playwright/test";
import { waitForHydration } from "../support/browser";
import { ageSends, ageSessions } from "../support/database";
import { enableTwoFactor, enrolElsewhere, openEnrolment } from "../support/enrolment";
import { translatePage } from "../support/page-translator";
import { expect, newAddress, signInTo, test } from "./fixtures";

/** Calls `act` twice, and expects `text` each time in a new element. */
async function expectAnnouncedTwice(page: Page, text: string | RegExp, act: () => Promise<void>): Promise<void> {
  const announced = page.locator("[role=alert], [role=status] > *").filter({ hasText: text }).first();
  await act();
  await expect(announced).toBeVisible();
  const first = await announced.elementHandle();
  await act();
  await expect.poll(() => first?.evaluate(({ isConnected }) => isConnected), { message: `a second time: ${text}` }).toBe(false);
  await expect(announced).toBeVisible();
}

const press = (scope: Page | Locator, name: string) => scope.getByRole("button", { name, exact: true }).click();

test("the same error twice is two announcements before sign-in", async ({ page, user, baseURL }) => {
  await enrolElsewhere(baseURL ?? "", user);
  await page.goto("/login");
  await waitForHydration(page);
  await expectAnnouncedTwice(page, "Enter your password.", () => press(page, "Login"));
  await page.getByLabel("Username or email").fill(user.username);
  await expectAnnouncedTwice(page, "Incorrect username or password", async () => {
    await page.getByLabel("Password").fill("not the password");
    await press(page, "Login");
  });
  await page.getByLabel("Password").fill(user.password);
  await press(page, "Login");
  await expectAnnouncedTwice(page, "Enter a 6-digit code", async () => {
    await page.getByLabel("2FA code").fill("12");
    await press(page, "Login");
  });
});

test("the same outcome twice is two announcements in the settings", async ({ page, user, database }) => {
  await signInTo(page, user);
  await ageSessions(database, user, 301);
  await page.goto("/settings");
  await waitForHydration(page);
  await expectAnnouncedTwice(page, "Enter your password to continue", () => press(page, "Submit"));
  await page.getByLabel("Password").fill(user.password);
  await expectAnnouncedTwice(page, "Your settings are saved.", () => press(page, "Submit"));
  await page.goto("/settings/security/password");
  await waitForHydration(page);
  await expectAnnouncedTwice(page, "Use at least 15 characters", async () => {
    await page.getByLabel("Current password").fill(user.password);
    await page.getByLabel("New password").fill("short");
    await press(page, "Change password");
  });
  await page.goto("/settings");
  const dialog = await openEnrolment(page);
  await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: { writeText: async () => {} } }));
  await expectAnnouncedTwice(page, "Copied", () => press(dialog, "Copy"));
  await expectAnnouncedTwice(page, "That code didn’t work", async () => {
    await dialog.getByLabel("2FA code").fill("000000");
    await press(dialog, "Enable 2FA");
  });
});

for (const goingOn of [false, true]) {
  const title = `translated pages show the newest state (translator ${goingOn ? "goes on" : "ran once"})`;
  test(title, { tag: goingOn ? [] : ["@full"] }, async ({ page, newUser, database, consoleErrors }) => {
    const user = await newUser({ confirmedEmail: newAddress(), emailLoginVerification: true, admin: true });
    const shown = (text: string | RegExp) => expect(page.getByText(text).first()).toBeVisible();
    const translate = () => translatePage(page, { goingOn });
    const pressFirst = (name: RegExp, scope: Page | Locator = page) => scope.getByRole("button", { name }).first().click();

    await page.goto("/login");
    await translate();
    await waitForHydration(page);
    await pressFirst(/Login/);
    await shown("Enter your password.");
    await page.locator("[name=identifier]").fill(user.username);
    await page.locator("[name=password]").fill("not the password");
    await pressFirst(/Login/);
    await shown("Incorrect username or password");
    await page.locator("[name=password]").fill(user.password);
    await pressFirst(/Login/);
    await shown("Verification code");
    await ageSends(database, user, 61);
    await page.reload();
    await translate();
    await pressFirst(/Send again/);
    await shown("Earlier codes still work.");
    await shown(/You can request another code in \d:\d\d/);
    await page.locator("[name=code]").fill("00000000");
    await pressFirst(/Login/);
    await shown("4 attempts left");
    await translate();
    await page.locator("[name=code]").fill("00000000");
    await pressFirst(/Login/);
    await shown("3 attempts left");
    await database.db.user.update({ where: { id: user.id }, data: { emailLoginVerification: false } });
    await page.context().clearCookies();

    await signInTo(page, user);
    const { backupCodes } = await enableTwoFactor(page);
    await translate();
    await pressFirst(/Submit/);
    await shown("Please enter your 2FA code");
    await page.locator("[name=reverification]").fill("000000");
    await pressFirst(/Submit/);
    await shown("That code didn’t work");
    await page.locator("[name=reverification]").fill(backupCodes[0] ?? "");
    await pressFirst(/Submit/);
    await shown("Your settings are saved.");
    await shown("5 backup codes left.");
    await shown(/Optional for/);
    for (const path of ["/settings/security/replace-backup-codes", "/settings/security/disable", "/admin/users/new"]) {
      await page.goto(path);
      await translate();
      if (path.endsWith("new")) await page.locator("[name=username]").fill("not a name");
      await page.locator("[name=reverification]").fill("000000");
      await page.getByRole("main").locator("button[type=submit]").last().click();
      await shown(path.endsWith("new") ? "Use only letters, digits" : "That code didn’t work");
    }
    await page.goto("/settings/security");
    await translate();
    await pressFirst(/Change password/);
    const dialog = page.getByRole("dialog");
    await translate();
    await dialog.locator("[name=currentPassword]").fill("not the password");
    await dialog.locator("[name=newPassword]").fill("short");
    await pressFirst(/Change password/, dialog);
    await shown("Use at least 15 characters");
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await shown("5 of 6 left");
    await page.goto("/admin/audit");
    await translate();
    await page.locator("[name=person]").fill("nobody-of-that-name");
    await pressFirst(/Apply/);
    await shown("No entries found");
    // A text translated before hydration: React reports error 418 and renders that part again.
    for (const error of consoleErrors.splice(0)) expect(error).toContain("418");
  });
}
