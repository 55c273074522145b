import { enterPasswordHere, expect, openSettingsModal, signInTo, test } from "./fixtures";

test.beforeEach(async ({ page, user }) => {
  await signInTo(page, user);
});

test("the settings open over the previous page; Escape closes them and the focus returns", async ({ page, user }) => {
  const modal = await openSettingsModal(page, user);
  await expect(page).toHaveURL("/settings");
  await expect(page.locator("h1", { hasText: `Hello, ${user.username}` })).toBeAttached();
  await page.keyboard.press("Escape");
  await expect(modal).toBeHidden();
  await expect(page).toHaveURL("/");
  await expect(page.getByRole("button", { name: user.username })).toBeFocused();
  await openSettingsModal(page, user);
  await modal.getByRole("button", { name: "Close" }).click();
  await expect(modal).toBeHidden();
  await expect(page).toHaveURL("/");
});

test("tabs stay in the modal, and Back closes it in one step", async ({ page, user }) => {
  const modal = await openSettingsModal(page, user);
  await modal.getByRole("link", { name: "Security Settings" }).click();
  await expect(page).toHaveURL("/settings/security");
  await expect(modal.getByRole("heading", { name: "Security Settings" })).toBeVisible();
  await expect(modal.getByRole("link", { name: "Security Settings" })).toHaveAttribute("aria-current", "page");
  await modal.getByRole("link", { name: "Signed-in devices" }).click();
  await expect(modal.getByText("This device")).toBeVisible();
  await page.goBack();
  await expect(modal).toBeHidden();
  await expect(page).toHaveURL("/");
  await expect(page.getByRole("button", { name: user.username })).toBeFocused();
});

test("reloaded or visited directly the settings are a page, whose tabs are pages", async ({ page, user }) => {
  await openSettingsModal(page, user);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Basic Settings" })).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.getByRole("link", { name: "Signed-in devices" }).click();
  await expect(page.getByRole("main").getByText("This device")).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.goto("/settings/security");
  await expect(page.getByRole("main").getByRole("heading", { name: "Security Settings" })).toBeVisible();
  await page.getByRole("button", { name: user.username }).click();
  await page.getByRole("link", { name: "Settings", exact: true }).click();
  await expect(page.getByRole("main").getByRole("heading", { name: "Basic Settings" })).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("unsaved edits ask before the modal closes", async ({ page, user }) => {
  const modal = await openSettingsModal(page, user);
  const email = modal.getByLabel("Email", { exact: true });
  await email.fill("somebody@example.com");
  await page.keyboard.press("Escape");
  const question = page.getByRole("dialog", { name: "Discard unsaved changes?" });
  await question.getByRole("button", { name: "Keep editing" }).click();
  await expect(email).toHaveValue("somebody@example.com");
  await modal.getByRole("link", { name: "Security Settings" }).click();
  await question.getByRole("button", { name: "Keep editing" }).click();
  await expect(email).toHaveValue("somebody@example.com");
  await page.evaluate(() => history.back());
  await expect(question).toBeVisible();
  await expect(page).toHaveURL("/settings");
  await question.getByRole("button", { name: "Discard changes" }).click();
  await expect(modal).toBeHidden();
  await expect(page).toHaveURL("/");
});

test("settings are saved, and dialogs opened, within the modal", async ({ page, user }) => {
  const modal = await openSettingsModal(page, user);
  await modal.getByLabel("Email", { exact: true }).fill(`${user.username}@example.com`);
  await modal.getByRole("button", { name: "Submit" }).click();
  await expect(modal.getByText("Enter the code for")).toBeVisible();
  await modal.getByRole("button", { name: "Use another address" }).click();
  await expect(modal.getByLabel("Email", { exact: true })).toHaveValue("");
  await modal.getByRole("link", { name: "Security Settings" }).click();
  await modal.getByRole("button", { name: "Change password" }).click();
  const inner = page.getByRole("dialog", { name: "Change password" });
  await expect(modal, "one dialog at a time").toBeHidden();
  await inner.getByLabel("Current password").fill(user.password);
  await inner.getByLabel("New password").fill("a new lock for the door");
  await inner.getByRole("button", { name: "Change password" }).click();
  await expect(inner).toBeHidden();
  await expect(modal.getByRole("status").getByText("Your password was changed")).toBeVisible();
  await expect(modal.getByRole("button", { name: "Change password" })).toBeFocused();
  await expect(page).toHaveURL("/settings/security");
  await page.keyboard.press("Escape");
  await expect(modal).toBeHidden();
  await expect(page).toHaveURL("/");
});

for (const viewport of [
  { width: 1280, height: 720 },
  { width: 390, height: 844 },
]) {
  test.describe(`${viewport.width} px wide`, () => {
    test.use({ viewport });

    test("head, tabs and a step of the settings keep their place", async ({ page, user }) => {
      const modal = await openSettingsModal(page, user);
      const tabs = modal.getByRole("navigation", { name: "Settings" });
      const places = async () => [await modal.boundingBox(), await tabs.boundingBox(), await tabs.getByRole("link").last().boundingBox()];
      await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== "running"));
      const [sheet, ...head] = await places();
      if (viewport.width < 640) expect(sheet).toEqual({ x: 0, y: 0, ...viewport });
      await tabs.getByRole("link", { name: "Security Settings" }).click();
      const heading = modal.getByRole("heading", { name: "Security Settings" });
      await expect(heading).toBeInViewport();
      await heading.evaluate((node) => {
        for (let place = node.parentElement; place; place = place.parentElement) place.scrollTop = 10_000;
      });
      expect(await places()).toEqual([sheet, ...head]);
      await tabs.getByRole("link", { name: "Signed-in devices" }).click();
      await expect(modal.getByRole("heading", { name: "Signed-in devices" })).toBeInViewport();
      expect(await places()).toEqual([sheet, ...head]);
      await tabs.getByRole("link", { name: "Security Settings" }).click();
      await modal.getByRole("button", { name: "Change password" }).click();
      const step = page.getByRole("dialog", { name: "Change password" });
      expect(await step.boundingBox()).toEqual(sheet);
      await step.getByRole("button", { name: "Back to settings" }).click();
      await expect(step).toBeHidden();
      await expect(modal.getByRole("button", { name: "Change password" })).toBeFocused();
    });
  });
}

test("Back with an entered password asks in place of the step", async ({ page, user }) => {
  const modal = await openSettingsModal(page, user);
  await modal.getByRole("link", { name: "Security Settings" }).click();
  await modal.getByRole("button", { name: "Change password" }).click();
  const step = page.getByRole("dialog", { name: "Change password" });
  await step.getByLabel("Current password").fill("half of a passw");
  await page.evaluate(() => history.back());
  const question = page.getByRole("dialog", { name: "Discard unsaved changes?" });
  await expect(question).toBeVisible();
  await expect(step).toBeHidden();
  await question.getByRole("button", { name: "Keep editing" }).click();
  await expect(step.getByLabel("Current password")).toHaveValue("half of a passw");
});

test("a tab pressed during an edit asks first and then opens", async ({ page, user }) => {
  const modal = await openSettingsModal(page, user);
  await modal.getByLabel("Email", { exact: true }).fill("somebody@example.com");
  await modal.getByRole("link", { name: "Security Settings" }).click();
  await page.getByRole("button", { name: "Discard changes" }).click();
  await expect(modal.getByRole("heading", { name: "Security Settings" })).toBeVisible();
  await expect(page).toHaveURL("/settings/security");
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL("/");
});

test("a sign-in on the way to the settings and the enrolment page lead to the settings as a page", async ({ page, user }) => {
  await page.context().clearCookies();
  await page.goto("/settings/two-factor");
  await expect(page).toHaveURL(/login/);
  await enterPasswordHere(page, user);
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("main").getByRole("heading", { name: "Basic Settings" })).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.context().clearCookies();
  await page.goto("/settings");
  await enterPasswordHere(page, user);
  await expect(page.getByRole("main").getByRole("heading", { name: "Basic Settings" })).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
});
