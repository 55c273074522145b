import { expect, test } from "./fixtures";
import { enterPassword, enterPasswordHere, expectHome, signInAs, signOut } from "./steps";

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("a user signs in with a password after a wrong one", async ({ page, account }) => {
      const user = account("withoutTwoFactor");
      await enterPassword(page, { ...user, password: "not the password" });
      await expect(page.getByRole("main").getByRole("alert").filter({ hasText: /\S/ }).first()).toBeVisible();
      await expect(page.getByLabel("Username or email")).toHaveValue(user.username);
      await expect(page.getByLabel("Password")).toHaveValue("");
      await signInAs(page, user);
    });

    test("signing out ends the session", async ({ page, account }) => {
      const user = account("withoutTwoFactor");
      await signInAs(page, user);
      await signOut(page, user);
      await page.goto("/settings");
      await expect(page).toHaveURL(/\/login\?next=%2Fsettings/);
    });

    test("a user who requested the settings gets there after signing in", async ({ page, account }) => {
      const user = account("withoutTwoFactor");
      await page.goto("/settings");
      await enterPasswordHere(page, user);
      await expect(page.getByRole("heading", { name: "Basic Settings" })).toBeVisible();
    });

    test("users and audit log are closed to other users", async ({ page, account }) => {
      await signInAs(page, account("withoutTwoFactor"));
      for (const path of ["/admin/users", "/admin/audit", "/admin/outbox"]) {
        expect((await page.goto(path))?.status(), path).toBe(404);
        await expect(page.getByRole("main").getByRole("heading").first(), path).toBeVisible();
        await expect(page.getByRole("table"), path).toHaveCount(0);
        await expect(page.getByRole("heading", { name: /^(Users|Audit log|Outbox)$/ }), path).toHaveCount(0);
      }
    });
  });
}

test("Remember me keeps the session cookie when the browser closes", async ({ page, account }) => {
  const user = account("withoutTwoFactor");
  await enterPassword(page, user, { remember: true });
  await expectHome(page, user);
  const cookies = await page.context().cookies();
  expect(cookies.find(({ name }) => name.includes("session"))?.expires).toBeGreaterThan(Date.now() / 1000 + 86_400);
});
