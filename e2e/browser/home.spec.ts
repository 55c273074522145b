import { ageTwoFactor, throttleAttempts } from "../support/database";
import { enableTwoFactor } from "../support/enrolment";
import { expect, signInTo, test } from "./fixtures";

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("the home page leads to 2FA itself, to what helps against a stranger, and to the other devices", async ({ page, user }) => {
      await signInTo(page, user);
      const twoFactor = page.getByRole("region", { name: "Two-factor authentication" });
      await expect(twoFactor.getByText("Not enabled", { exact: true })).toBeVisible();
      await twoFactor.getByRole("link", { name: "Enable 2FA" }).click();
      await expect(page.getByRole("heading", { name: "Enable Two-Factor Authentication" })).toBeVisible();
      await page.goto("/");
      const activity = page.getByRole("region", { name: "Latest activity" });
      await expect(activity.getByText("Signed in", { exact: true })).toBeVisible();
      await activity.getByText("Wasn’t you?").click();
      await activity.getByRole("link", { name: "Change password" }).click();
      await expect(page.getByLabel("New password")).toBeVisible();
      await page.goto("/");
      await page.getByRole("link", { name: "All activity" }).click();
      await expect(page.getByRole("region", { name: "Activity", exact: true })).toBeVisible();
      await page.goto("/");
      await page.getByRole("region", { name: "This session" }).getByRole("link", { name: "No other devices" }).click();
      await expect(page.getByRole("heading", { name: "Signed-in devices" })).toBeVisible();
    });

    test("administrators read the state of the console on the home page, and reach its lists", async ({
      page,
      user,
      administrator,
      database,
    }) => {
      await throttleAttempts(database, user, "password", new Date("2040-01-02T03:04:05Z"));
      await signInTo(page, administrator);
      const overview = page.getByRole("region", { name: "Administration" });
      for (const [name, href] of [
        [/^Users/, "/admin/users"],
        [/^Without 2FA/, "/admin/users?state=not-enabled"],
        [/^2FA expired/, "/admin/users?state=expired"],
        [/^Too many attempts/, "/admin/users?show=throttled"],
        [/^Invited/, "/admin/users?show=invited"],
        [/^Failed emails/, "/admin/outbox?show=failed"],
      ] as const) {
        await expect(overview.getByRole("link", { name })).toHaveAttribute("href", href);
      }
      await expect(overview.getByRole("link", { name: /^Too many attempts/ })).not.toHaveText(/attempts0$/);
      await expect(overview.getByText("Email isn’t set up")).toBeVisible();
      await overview.getByRole("link", { name: /^Without 2FA/ }).click();
      await expect(page).toHaveURL("/admin/users?state=not-enabled");
      await page.goto("/admin");
      await expect(page.getByRole("heading", { name: "Administration", level: 1 })).toBeVisible();
      await expect(page.getByRole("main").getByRole("link", { name: /^Users/ })).toHaveAttribute("href", "/admin/users");
    });
  });
}

test("the state of 2FA on the home page follows it, with one next step", async ({ page, user, database }) => {
  await signInTo(page, user);
  await enableTwoFactor(page);
  await page.goto("/");
  const twoFactor = page.getByRole("region", { name: "Two-factor authentication" });
  await expect(twoFactor.getByText("Enabled", { exact: true })).toBeVisible();
  await expect(twoFactor.getByRole("link")).toHaveText("Manage 2FA");
  const { id: codeId } = await database.db.backupCode.findFirstOrThrow({ where: { userId: user.id }, select: { id: true } });
  const others = { userId: user.id, id: { not: codeId } };
  await database.db.backupCode.updateMany({ where: others, data: { usedAt: new Date() } });
  await page.reload();
  await expect(twoFactor.getByRole("link")).toHaveText("Replace backup codes");
  await expect(twoFactor.getByRole("link")).toHaveAttribute("href", "/settings/security/replace-backup-codes");
  await ageTwoFactor(database, user, 200);
  await page.reload();
  await expect(twoFactor.getByText("Expired", { exact: true })).toBeVisible();
  await expect(twoFactor.getByText(/^2FA still protects your account/)).toBeVisible();
  await twoFactor.getByRole("link", { name: "Renew 2FA" }).click();
  await expect(page.getByLabel("2FA code")).toBeVisible();
  await expect(page.getByRole("button", { name: "Continue" })).toBeVisible();
});

test("other users see nothing of the administration on the home page", async ({ page, user }) => {
  await signInTo(page, user);
  await expect(page.getByRole("region", { name: "Administration" })).toHaveCount(0);
  await expect(page.getByText("Email isn’t set up")).toHaveCount(0);
});
