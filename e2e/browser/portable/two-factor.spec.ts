import { openEnrolment } from "../../support/enrolment";
import { expect, test } from "./fixtures";
import { enterCode, enterPassword, expectHome, expectProblem, signInAs } from "./steps";

// One after the other, as they share an authenticator app; each waits up to 30 s for a code that was not used yet.
test.describe.configure({ mode: "default" });
test.slow();

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("a user signs in with an authenticator app after a wrong code, and settings need another code", async ({ page, account }) => {
      const user = account("withTwoFactor");
      await enterPassword(page, user);
      await expect(page).toHaveURL(/\/login\/verify/);
      await enterCode(page, "000000");
      await expectProblem(page, /\S/);
      await expect(page).toHaveURL(/\/login\/verify/);
      await enterCode(page, (await user.authenticator?.nextCode()) ?? "");
      await expectHome(page, user);

      await page.goto("/settings");
      await page.getByRole("button", { name: "Submit" }).click();
      await expectProblem(page, "2FA code");
      await page.getByLabel("2FA code").fill((await user.authenticator?.nextCode()) ?? "");
      await page.getByRole("button", { name: "Submit" }).click();
      await expect(page.getByRole("main").getByRole("status").filter({ hasText: "saved" })).toBeVisible();
    });

    test("without the code no page is accessible", async ({ page, account }) => {
      await enterPassword(page, account("withTwoFactor"));
      await expect(page.getByLabel("2FA code")).toBeVisible();
      await page.goto("/settings");
      await expect(page).toHaveURL(/\/login/);
    });
  });
}

test("2FA that has expired still signs in, and renewal is offered", async ({ page, account }) => {
  await signInAs(page, account("expired"));
  await page.goto("/settings");
  await expect(page.getByRole("button", { name: "Renew 2FA" })).toBeVisible();
  await expect(page.getByRole("main").getByText("Expired", { exact: true })).toBeVisible();
});

test("without 2FA the settings offer to enable it, and Cancel leaves it off", async ({ page, account }) => {
  await signInAs(page, account("withoutTwoFactor"));
  await page.goto("/settings");
  const dialog = await openEnrolment(page);
  await expect(dialog.getByRole("img", { name: "QR code" })).toBeVisible();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "Enable 2FA" })).toBeVisible();
});
