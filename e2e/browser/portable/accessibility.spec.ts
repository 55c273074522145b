import { waitForHydration } from "../../support/browser";
import { expectAccessible } from "../../support/page-checks";
import { expect, test } from "./fixtures";
import { enterPassword } from "./steps";

test.slow();

test("the public pages conform to WCAG 2.2 AA", async ({ page, account }) => {
  for (const path of ["/login", "/setup", "/set-password", "/no-such-page"]) {
    await page.goto(path);
    await expectAccessible(page, path);
  }
  await page.goto("/login");
  await waitForHydration(page);
  await page.getByRole("button", { name: "Login" }).click();
  await expect(page.getByRole("main").getByRole("alert").first()).toBeVisible();
  await expectAccessible(page, "/login with errors");
  await enterPassword(page, account("withTwoFactor"));
  await expect(page.getByLabel("2FA code")).toBeVisible();
  await expectAccessible(page, "/login/verify");
});

test.describe("without JavaScript", () => {
  // axe itself is a script: only the names and roles that it relies on are checked.
  test.use({ javaScriptEnabled: false });

  test("the public pages have a title, a language, one main landmark and one main heading", async ({ page }) => {
    for (const path of ["/login", "/setup", "/set-password", "/no-such-page"]) {
      await page.goto(path);
      await expect(page, path).toHaveTitle(/\S/);
      await expect(page.locator("html"), path).toHaveAttribute("lang", /^[a-z]{2}/);
      await expect(page.getByRole("main"), path).toHaveCount(1);
      await expect(page.getByRole("heading", { level: 1 }), path).toHaveCount(1);
    }
  });
});
