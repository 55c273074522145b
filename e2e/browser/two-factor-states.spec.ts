import { addUser, ageTwoFactor, removeUser } from "../support/database";
import { enableTwoFactor, readBackupCodes, scanEnrolment } from "../support/enrolment";
import { enterCode, enterPassword, expect, expectHome, signInTo, test } from "./fixtures";

test("an old 2FA still signs in, recommends renewal, and is renewed", async ({ page, user, database }) => {
  await signInTo(page, user);
  const old = await enableTwoFactor(page);
  await expect(page.getByRole("button", { name: "Renew 2FA" })).toHaveCount(0);
  await ageTwoFactor(database, user, 181);
  await page.context().clearCookies();
  await enterPassword(page, user);
  await enterCode(page, await old.authenticator.nextCode());
  await expectHome(page, user);
  await expect(page.getByText("You set it up 181 days ago.")).toBeVisible();

  await page.goto("/settings");
  await expect(page.getByText("Still working. Set up 181 days ago")).toBeVisible();
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

const ONLY_PASSWORD = /only your password protects this account|only the password protects|alone|anyone with your password/i;
const EMAILED_CODE = /emailed code|by email/i;

for (const emailLoginVerification of [false, true]) {
  test(`T12: every page says what protects the account, emailed codes ${emailLoginVerification ? "on" : "off"}`, async ({
    page,
    administrator,
    database,
  }) => {
    const user = await addUser(database, { confirmedEmail: `${crypto.randomUUID()}@example.com`, admin: true });
    const expectSaid = async (path: string, place = page.getByRole("main")) => {
      if (path) await page.goto(path);
      await expect(place.getByText(emailLoginVerification ? EMAILED_CODE : ONLY_PASSWORD).first(), path).toBeVisible();
      await expect(place.getByText(emailLoginVerification ? ONLY_PASSWORD : EMAILED_CODE), path).toHaveCount(0);
    };
    await signInTo(page, user);
    await database.db.user.update({ where: { id: user.id }, data: { emailLoginVerification } });
    await expectSaid("/");
    await page.goto("/settings");
    await expectSaid("", page.getByRole("region", { name: "Two-factor authentication" }));
    await page.goto("/settings/security");
    await expectSaid("", page.getByRole("region", { name: "Two-factor authentication" }));
    await enableTwoFactor(page);
    for (const path of ["/", "/settings"]) {
      await page.goto(path);
      await expect(page.getByText("You'll be asked for a code")).toBeVisible();
      await expect(page.getByText(ONLY_PASSWORD), path).toHaveCount(0);
    }
    await page.goto("/settings/security");
    await expectSaid("", page.getByRole("region", { name: "Disable 2FA" }));
    await expectSaid("/settings/security/disable");
    await page.context().clearCookies();
    await signInTo(page, administrator);
    await expectSaid(`/admin/users/${user.id}/reset-2fa`);
    await removeUser(database, user);
  });
}
