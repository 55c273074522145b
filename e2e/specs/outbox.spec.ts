import { AxeBuilder } from "@axe-core/playwright";
import { enterPassword, expect, expectHome, test } from "@/e2e/fixtures";
import { putMail } from "@/e2e/support/mailbox";

test("an administrator reads a mail that is not sent, and is told so loudly", async ({ page, database, administrator }) => {
  const subject = `A word to ${administrator.username}`;
  await putMail(database, { to: "ada@example.com", subject, text: "The words of this mail." });
  await enterPassword(page, administrator);
  await expectHome(page, administrator);
  await page.goto("/admin/outbox");
  await expect(page.getByRole("heading", { name: "Mail is not being sent" })).toBeVisible();
  const mail = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: subject }) });
  await expect(mail).toContainText("ada@example.com");
  await expect(mail).toContainText("Kept here");
  if (!(await mail.getByText("The words of this mail.").isVisible())) await mail.getByText("Read this mail").click();
  await expect(mail.getByText("The words of this mail.")).toBeVisible();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  }
});

test("the outbox is not there for anybody else", async ({ page, person }) => {
  await page.goto("/admin/outbox");
  await expect(page).toHaveURL("/login?next=%2Fadmin%2Foutbox");
  await enterPassword(page, person);
  await expectHome(page, person);
  await page.goto("/admin/outbox");
  await expect(page.getByRole("heading", { name: "There is no door here" })).toBeVisible();
});
