import { closeBackupCodes, confirmEnrolment } from "../../support/enrolment";
import { expect, test } from "./fixtures";
import { enterCode, enterPassword, expectHome, expectProblem, signInAs, signInWithCode } from "./steps";

const PASSWORD = "four unrelated words walk by";

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("a new user sets a password, enables 2FA and signs in with a backup code once", async ({ page, account, browser }) => {
      test.slow();
      const user = { username: `e2e-${crypto.randomUUID().slice(0, 8)}`, password: PASSWORD };
      const administration = await (await browser.newContext({ javaScriptEnabled })).newPage();
      await signInAs(administration, account("administrator"));
      await administration.goto("/admin/users/new");
      await administration.getByLabel("Username").fill(user.username);
      await administration.getByRole("button", { name: "Create user" }).click();
      const link = await administration.getByTestId("one-time-link").innerText();

      await page.goto(link);
      await page.getByLabel("Password").fill(PASSWORD);
      await page.getByRole("button", { name: "Set password" }).click();
      await expectHome(page, user);
      await page.goto("/settings");
      await page.getByRole("button", { name: "Enable 2FA" }).click();
      const [backupCode = ""] = (await confirmEnrolment(page, page, null)).backupCodes;
      await closeBackupCodes(page);
      await expect(page.getByRole("main").getByText("2FA", { exact: true })).toBeVisible();

      await page.context().clearCookies();
      await signInWithCode(page, user, backupCode);
      await page.context().clearCookies();
      await enterPassword(page, user);
      await enterCode(page, backupCode);
      await expectProblem(page, /\S/);
      await expect(page).toHaveURL(/\/login\/verify/);

      // Accounts cannot be deleted: the test leaves one that cannot sign in.
      await administration.goto(`/admin/users?q=${user.username}`);
      await administration.getByRole("link", { name: user.username }).click();
      await administration.getByRole("button", { name: "Disable", exact: true }).click();
      await expect(administration.getByRole("heading", { name: `Disable ${user.username}?` })).toBeVisible();
      await administration.getByRole("button", { name: "Disable", exact: true }).click();
      await expect(administration.getByRole("button", { name: "Enable", exact: true })).toBeVisible();
      await administration.context().close();
    });
  });
}
