import { waitForHydration } from "../support/browser";
import { addInvited } from "../support/database";
import { expect, expectHome, test } from "./fixtures";

test("a password can be shown, and is hidden again when the form is submitted", async ({ page, user }) => {
  await page.goto("/login");
  await waitForHydration(page);
  await expect(page.getByLabel("Username or email"), "with a mouse, the user starts to type at once").toBeFocused();
  const password = page.getByLabel("Password");
  const show = page.getByRole("button", { name: "Show password" });
  await password.fill(user.password);
  await expect(show).toHaveAttribute("aria-pressed", "false");
  await show.click();
  await expect(show).toHaveAttribute("aria-pressed", "true");
  await expect(password).toHaveAttribute("type", "text");
  await expect(password).toHaveValue(user.password);
  await page.getByRole("button", { name: "Login" }).click();
  await expect(page.getByText("Enter your username or email.")).toBeVisible();
  await expect(password).toHaveAttribute("type", "password");
  await expect(show).toHaveAttribute("aria-pressed", "false");
  await page.getByLabel("Username or email").fill(user.username);
  await page.getByRole("button", { name: "Login" }).click();
  await expectHome(page, user);
});

test("the page of a one-time link has its focus in the password, which can be shown", async ({ page, database }) => {
  const invited = await addInvited(database, process.env.E2E_DATA_DIR ?? "");
  await page.goto(invited.address);
  await waitForHydration(page);
  await expect(page.getByLabel("Password")).toBeFocused();
  await page.getByRole("button", { name: "Show password" }).click();
  await expect(page.getByLabel("Password")).toHaveAttribute("type", "text");
  await database.db.user.deleteMany({ where: { id: invited.id } });
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("there is no button that does nothing", async ({ page }) => {
    await page.goto("/login");
    await expect(page.getByLabel("Password")).toHaveAttribute("type", "password");
    await expect(page.getByRole("button", { name: "Show password" })).toHaveCount(0);
  });
});
