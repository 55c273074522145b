import { ageSends } from "../support/database";
import { codeIn, codeMailsTo, emailedCode } from "../support/mailbox";
import { enterEmailedCode, enterPassword, expect, expectHome, expectProblem, test } from "./fixtures";

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("a user signs in with an emailed code", async ({ page, emailUser: user, database }) => {
      await enterPassword(page, user);
      await expect(page).toHaveURL("/login/verify");
      await expect(page).toHaveTitle("Email sign-in · Latchkey");
      await expect(page.getByLabel("Email", { exact: true })).toHaveValue("p•••@example.com");
      await expect(page.getByLabel("Email", { exact: true })).toHaveAttribute("readonly", "");
      await expect(page.getByText(`Signing in as ${user.username}.`)).toBeVisible();
      await expect(page.getByText("Ask an administrator to read it to you")).toBeVisible();
      await expect(page.getByText("npm run admin -- turn-off-email-verification USER")).toBeVisible();
      const code = await emailedCode(database, user.email);
      await enterEmailedCode(page, code === "11111111" ? "22222222" : "11111111");
      await expectProblem(page, "Check all 8 digits. Codes are valid for 10 minutes. 4 attempts left.");
      await enterEmailedCode(page, ` ${code.slice(0, 4)} ${code.slice(4)}`);
      await expectHome(page, user);
      await expect(page.getByText("Password and emailed code")).toBeVisible();
    });

    test("another code is sent after a visible countdown; the first one stays valid", async ({ page, emailUser: user, database }) => {
      await enterPassword(page, user);
      await expect(page.getByText("You can request another code in")).toBeVisible();
      const again = page.getByRole("button", { name: "Send again" });
      if (javaScriptEnabled) await expect(again).toHaveAttribute("aria-disabled", "true");
      else {
        await again.click();
        await expectProblem(page, "You can request another code in a minute");
      }
      expect(await codeMailsTo(database, user.email)).toHaveLength(1);
      await ageSends(database, user, 60);
      await page.goto("/login/verify");
      await again.click();
      await expect(page.getByText("Another code is in the outbox")).toBeVisible();
      await expect(page.getByText("You can request another code in")).toBeVisible();
      const [, first] = await codeMailsTo(database, user.email);
      await enterEmailedCode(page, first ? codeIn(first) : "");
      await expectHome(page, user);
    });

    test("Back leads to the sign-in page and ends the attempt", async ({ page, emailUser: user }) => {
      await enterPassword(page, user);
      await page.getByRole("button", { name: "Back" }).click();
      await expect(page).toHaveURL("/login");
      await page.goto("/login/verify");
      await expect(page).toHaveURL("/login");
    });
  });
}
