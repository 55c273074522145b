import { AxeBuilder } from "@axe-core/playwright";
import { ageSessions } from "@/e2e/support/database";
import { putMail } from "@/e2e/support/mailbox";
import { expect, expectProblem, signInTo, test } from "./fixtures";

test("an administrator reads an unsent email, and the page warns that email is not sent", async ({ page, database, administrator }) => {
  const subject = `A word to ${administrator.username}`;
  await putMail(database, { to: "ada@example.com", subject, text: "The words of this mail." });
  await signInTo(page, administrator);
  await page.goto("/admin/outbox");
  await expect(page.getByRole("heading", { name: "Email isn’t set up" })).toBeVisible();
  const mail = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: subject }) });
  await expect(mail).toContainText("ada@example.com");
  await expect(mail).toContainText("Not sent");
  if (!(await mail.getByText("The words of this mail.").isVisible())) await mail.getByRole("link", { name: "View" }).click();
  await expect(mail.getByText("The words of this mail.")).toBeVisible();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  }
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("A10: the text of an email requires reverification, and reading it is recorded", async ({ page, database, administrator }) => {
      const subject = `A word to ${administrator.username}`;
      await putMail(database, { to: "ada@example.com", subject, text: "Some secret words." });
      await signInTo(page, administrator);
      await ageSessions(database, administrator, 301);
      await page.goto("/admin/outbox");
      const mail = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: subject }) });
      await expect(mail).toContainText("Not sent");
      expect(await page.content()).not.toContain("Some secret words.");
      await expect(page.getByRole("link", { name: "View" })).toHaveCount(0);
      await page.getByLabel("Password").fill("wrong");
      await page.getByRole("button", { name: "Show emails" }).click();
      await expectProblem(page, "password");
      await page.getByLabel("Password").fill(administrator.password);
      await page.getByRole("button", { name: "Show emails" }).click();
      await expect(page.getByRole("button", { name: "Show emails" })).toHaveCount(0);
      const [words, view] = [mail.getByText("Some secret words."), mail.getByRole("link", { name: "View" })];
      await expect(words.or(view)).toBeVisible();
      if (await view.isVisible()) await view.click();
      await expect(words).toBeVisible();
      expect(await database.db.auditEvent.count({ where: { type: "outbox-email-read", actorUserId: administrator.id } })).toBeGreaterThan(
        0,
      );
    });
  });
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("the emails of one state are shown, in a row each that opens to its details", async ({ page, database, administrator }) => {
      const subjects = { failed: `Refused for ${administrator.username}`, open: `Kept for ${administrator.username}` };
      await putMail(database, { to: "gone@example.com", subject: subjects.failed, text: "Words." });
      const failure = { failedAt: new Date(), failure: "refused: 550 no such user", attempts: 1 };
      await database.db.mailMessage.updateMany({ where: { subject: subjects.failed }, data: failure });
      await putMail(database, { to: "ada@example.com", subject: subjects.open, text: "Words." });
      await signInTo(page, administrator);
      await page.goto("/admin/outbox");
      await page.getByRole("link", { name: "Failed", exact: true }).click();
      await expect(page).toHaveURL("/admin/outbox?show=failed");
      await expect(page.getByRole("link", { name: "Failed", exact: true })).toHaveAttribute("aria-current", "true");
      const row = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: subjects.failed }) });
      await expect(row).toContainText("gone@example.com");
      await expect(page.getByRole("heading", { name: subjects.open })).toHaveCount(0);
      await expect(row.getByText("550 no such user")).toBeHidden();
      await row.getByRole("heading", { name: subjects.failed }).click();
      await expect(row.getByText("550 no such user")).toBeVisible();
      await page.getByRole("link", { name: "Not sent", exact: true }).click();
      await expect(page.getByRole("heading", { name: subjects.open })).toBeVisible();
      await expect(page.getByRole("heading", { name: subjects.failed })).toHaveCount(0);
      await page.getByRole("link", { name: "All", exact: true }).click();
      await expect(page.getByRole("heading", { name: subjects.failed })).toBeVisible();
    });
  });
}

test("the outbox is not found for other users", async ({ page, user }) => {
  await page.goto("/admin/outbox");
  await expect(page).toHaveURL("/login?next=%2Fadmin%2Foutbox");
  await signInTo(page, user);
  await page.goto("/admin/outbox");
  await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();
});
