import { enterPassword, expect, expectHome, test } from "../fixtures";
import { ageTwoFactor } from "../support/database";
import { enableTwoFactor, readBackupCodes, scanEnrolment } from "../support/enrolment";

test("an old 2FA still signs in, is recommended for renewal, and is renewed", async ({ page, person, database }) => {
  await enterPassword(page, person);
  await expectHome(page, person);
  const old = await enableTwoFactor(page);
  await expect(page.getByRole("button", { name: "Renew 2FA" })).toHaveCount(0);
  await ageTwoFactor(database, person, 181);
  await page.context().clearCookies();
  await enterPassword(page, person);
  await page.getByLabel("2FA code").fill(await old.authenticator.nextCode());
  await page.getByRole("button", { name: "Login" }).click();
  await expectHome(page, person);
  await expect(page.getByText("You confirmed it 181 days ago. We recommend renewing it")).toBeVisible();

  await page.goto("/settings");
  await expect(page.getByText("It was set up 181 days ago")).toBeVisible();
  await expect(page.getByText("2FA", { exact: true })).toHaveCount(0);
  await expect(page.getByText("Expired", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Renew 2FA" }).click();
  const dialog = page.getByRole("dialog", { name: "Renew 2FA" });
  await dialog.getByLabel("2FA code").fill(await old.authenticator.nextCode());
  await dialog.getByRole("button", { name: "Continue" }).click();
  const renewed = await scanEnrolment(page);
  expect(renewed.secret).not.toBe(old.secret);
  await dialog.getByLabel("2FA code").fill(await renewed.authenticator.nextCode());
  await dialog.getByRole("button", { name: "Enable 2FA" }).click();
  expect(await readBackupCodes(page)).not.toEqual(old.backupCodes);
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText("2FA", { exact: true })).toBeVisible();
  await expect(page.getByText("Expired", { exact: true })).toHaveCount(0);
});
