import { closeBackupCodes, confirmEnrolment } from "../../support/enrolment";
import { openUserAction } from "../../support/user-actions";
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

      await administration.goto(`/admin/users?q=${user.username}`);
      await administration.getByRole("link", { name: user.username }).click();
      const confirmation = await openUserAction(administration, "Delete");
      await confirmation.getByLabel(`enter the username ${user.username}`).fill(user.username);
      await confirmation.getByRole("button", { name: "Delete", exact: true }).click();
      await expect(administration.getByText(`${user.username} was deleted.`)).toBeVisible();
      await administration.context().close();
    });
  });
}
