import type { Role } from "../../support/accounts";
import { expect, test } from "./fixtures";
import { signInAs } from "./steps";

test.describe.configure({ mode: "default" });

const BADGES: [Role, string, string][] = [
  ["withoutTwoFactor", "not-enabled", "Not enabled"],
  ["withTwoFactor", "enabled", "Enabled"],
  ["expired", "expired", "Expired"],
];

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("the users page shows the 2FA state of each user and filters by it", async ({ page, account, accounts }) => {
      test.slow();
      await signInAs(page, account("administrator"));
      for (const [role, state, badge] of BADGES) {
        const username = accounts[role]?.username;
        if (!username) continue;
        const row = page.getByRole("row").filter({ has: page.getByRole("link", { name: username, exact: true }) });
        await page.goto(`/admin/users?q=${encodeURIComponent(username)}`);
        await expect(row.getByText(badge, { exact: true }), username).toBeVisible();
        for (const [, other] of BADGES) {
          await page.goto(`/admin/users?q=${encodeURIComponent(username)}&state=${other}`);
          await expect(row, `${username}, filter ${other}`).toHaveCount(other === state ? 1 : 0);
        }
      }
    });
  });
}

test("the audit log has the sign-in of the administrator", async ({ page, account }) => {
  const administrator = account("administrator");
  await signInAs(page, administrator);
  await page.goto(`/admin/audit?type=signed-in&person=${encodeURIComponent(administrator.username)}`);
  await expect(page.getByRole("row").filter({ hasText: administrator.username }).first()).toBeVisible();
});
