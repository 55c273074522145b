import { ageTwoFactor } from "../support/database";
import { closeBackupCodes, confirmEnrolment, enableTwoFactor, openEnrolment } from "../support/enrolment";
import { expect, newAddress, signInTo, signInWithCode, test } from "./fixtures";

test("an old 2FA still signs in, recommends renewal, and is renewed", async ({ page, user, database }) => {
  await signInTo(page, user);
  const old = await enableTwoFactor(page);
  await expect(page.getByRole("button", { name: "Renew 2FA" })).toHaveCount(0);
  await ageTwoFactor(database, user, 181);
  await page.context().clearCookies();
  await signInWithCode(page, user, await old.authenticator.nextCode());
  await expect(page.getByText("You set it up 181 days ago.")).toBeVisible();

  await page.goto("/settings");
  await expect(page.getByText("2FA still protects your account. You set it up 181 days ago")).toBeVisible();
  await expect(page.getByText("2FA", { exact: true })).toHaveCount(0);
  await expect(page.getByText("Expired", { exact: true })).toBeVisible();
  const dialog = await openEnrolment(page, "Renew 2FA");
  await dialog.getByLabel("2FA code").fill(await old.authenticator.nextCode());
  await dialog.getByRole("button", { name: "Continue" }).click();
  const renewed = await confirmEnrolment(page, dialog);
  expect(renewed.secret).not.toBe(old.secret);
  expect(renewed.backupCodes).not.toEqual(old.backupCodes);
  await closeBackupCodes(page);
  await expect(page.getByText("2FA", { exact: true })).toBeVisible();
  await expect(page.getByText("Expired", { exact: true })).toHaveCount(0);
});

const ONLY_PASSWORD = /only your password protects this account|only the password protects|alone|anyone with your password/i;
const EMAILED_CODE = /emailed code|by email/i;

for (const emailLoginVerification of [false, true]) {
  test(`T12: every page says what protects the account, emailed codes ${emailLoginVerification ? "on" : "off"}`, async ({
    page,
    administrator,
    newUser,
    database,
  }) => {
    const user = await newUser({ confirmedEmail: newAddress(), admin: true });
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
      await expect(page.getByText("You’ll be asked for a code")).toBeVisible();
      await expect(page.getByText(ONLY_PASSWORD), path).toHaveCount(0);
    }
    await page.goto("/settings/security");
    await expectSaid("", page.getByRole("region", { name: "Two-factor authentication" }));
    await expectSaid("/settings/security/disable");
    await page.context().clearCookies();
    await signInTo(page, administrator);
    await expectSaid(`/admin/users/${user.id}/reset-2fa`);
  });
}
