import { readFile } from "node:fs/promises";
import { stepAt, totpAtStep } from "../support/authenticator";
import { closeBackupCodes, confirmEnrolment, openEnrolment, readBackupCodes, scanEnrolment } from "../support/enrolment";
import {
  enterCode,
  enterPassword,
  expect,
  expectHome,
  expectProblem,
  openSettingsModal,
  signInTo,
  signInWithCode,
  signOut,
  test,
} from "./fixtures";

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });

    test("a user enables 2FA by QR code and signs in with it", async ({ page, user }) => {
      await signInTo(page, user);
      const settings = await openSettingsModal(page, user);
      const dialog = await openEnrolment(page);
      const { secret } = await scanEnrolment(page);
      await dialog.getByLabel("2FA code").fill("000000");
      await dialog.getByRole("button", { name: "Enable 2FA" }).click();
      await expectProblem(page, "That code didn’t work");
      expect((await scanEnrolment(page)).secret, "a wrong code keeps the secret").toBe(secret);
      await dialog.getByRole("button", { name: "Cancel" }).click();
      await expect(dialog).toBeHidden();
      await page.getByRole("button", { name: "Enable 2FA" }).click();
      expect((await scanEnrolment(page)).secret, "reopening shows the same secret").toBe(secret);
      // Used again below, where it must not have expired: the current one works for 30 s at least, and the one after it as long.
      const step = stepAt(Date.now());
      const enrolmentCode = totpAtStep(secret, step);
      await dialog.getByLabel("2FA code").fill(enrolmentCode);
      await dialog.getByRole("button", { name: "Enable 2FA" }).click();

      const codes = page.getByRole("dialog", { name: "Backup codes" });
      const backupCodes = await readBackupCodes(page);
      const download = page.waitForEvent("download");
      await codes.getByRole("button", { name: "Download codes" }).click();
      const file = await readFile(await (await download).path(), "utf8");
      for (const code of backupCodes) expect(file).toContain(`[ ] ${code}`);
      expect(file).toContain(user.username);
      expect(file).toMatch(/Latchkey · localhost:\d+/);
      await page.keyboard.press("Escape");
      await expect(codes, "nothing but Done closes them").toBeVisible();
      await expect(codes).toContainText("You won’t see them again");
      await codes.getByRole("button", { name: "Done" }).click();
      await expect(codes).toBeHidden();
      await expect(page.getByText("2FA", { exact: true })).toBeVisible();
      await expect(page.getByRole("button", { name: "Enable 2FA" })).toHaveCount(0);
      await expect(settings.getByRole("heading", { name: "Two-factor authentication" })).toBeFocused();
      await settings.getByRole("button", { name: "Close" }).click();
      await expectHome(page, user);

      await signOut(page, user);
      await enterPassword(page, user);
      await expect(page).toHaveURL("/login/verify");
      await enterCode(page, enrolmentCode);
      await expectProblem(page, "has already been used. Wait for the next one.");
      await enterCode(page, totpAtStep(secret, step + 1));
      await expectHome(page, user);

      await signOut(page, user);
      await signInWithCode(page, user, backupCodes[0]?.replace("-", "").toLowerCase());
      await signOut(page, user);
      await enterPassword(page, user);
      await enterCode(page, backupCodes[0] ?? "");
      await expectProblem(page, "This backup code has already been used. Enter another one.");
    });
  });
}

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a user enables 2FA by QR code and signs in with it", async ({ page, user }) => {
    await signInTo(page, user);
    await page.goto("/settings");
    await page.getByRole("button", { name: "Enable 2FA" }).click();
    await expect(page.getByRole("heading", { name: "Enable Two-Factor Authentication" })).toBeVisible();
    const { secret } = await scanEnrolment(page);
    await page.getByLabel("2FA code").fill("000000");
    await page.getByRole("button", { name: "Enable 2FA" }).click();
    await expectProblem(page, "That code didn’t work");
    const enrolled = await confirmEnrolment(page);
    expect(enrolled.secret).toBe(secret);
    await closeBackupCodes(page);
    await expect(page).toHaveURL(/\/settings/);
    await expect(page.getByText("2FA", { exact: true })).toBeVisible();

    await page.context().clearCookies();
    await enterPassword(page, user);
    await expect(page).toHaveURL("/login/verify");
    await enterCode(page, "000000");
    await expectProblem(page, "4 attempts left");
    await enterCode(page, await enrolled.authenticator.nextCode());
    await expectHome(page, user);
    await page.context().clearCookies();
    await signInWithCode(page, user, enrolled.backupCodes[0]);
  });
});
