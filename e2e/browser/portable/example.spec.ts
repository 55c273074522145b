import { expect, test } from "./fixtures";
import { enterCode, enterPassword, expectHome, signInAs, signOut } from "./steps";

test.describe.configure({ mode: "default" }); // one after the other: both use the same authenticator app
test.slow(); // each code works once, so nextCode() may wait up to 30 s

test("a user with 2FA signs in step by step", async ({ page, account }) => {
  const user = account("withTwoFactor"); // or "administrator", "withoutTwoFactor", "expired"
  await enterPassword(page, user);
  await expect(page).toHaveURL(/\/login\/verify/);
  const code = (await user.authenticator?.nextCode()) ?? "";
  await enterCode(page, code);
  await expectHome(page, user);
  await signOut(page, user);
});

test("an administrator opens the page of a user", async ({ page, account }) => {
  const { username } = account("withoutTwoFactor");
  await signInAs(page, account("administrator")); // with a code where 2FA is on
  await page.goto(`/admin/users?q=${username}`);
  await page.getByRole("link", { name: username }).click();
  await expect(page.getByRole("heading", { name: username, level: 1 })).toBeVisible();
});
