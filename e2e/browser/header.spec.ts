import type { Page } from "@playwright/test";
import { findTooWide } from "../support/page-checks";
import { expect, openSettingsModal, signInTo, test } from "./fixtures";

const headerOf = (page: Page) => page.getByRole("navigation", { name: "Main" });

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("the header marks the current page, on phones too", async ({ page, user, administrator }) => {
      await signInTo(page, administrator);
      await page.setViewportSize({ width: 320, height: 800 });
      for (const [name, path] of [
        ["Users", "/admin/users"],
        ["Audit log", "/admin/audit"],
        ["Outbox", "/admin/outbox"],
        ["Home", "/"],
      ] as const) {
        await headerOf(page).getByRole("link", { name, exact: true }).click();
        await expect(page).toHaveURL(path);
        await expect(headerOf(page).locator("[aria-current]")).toHaveText(name);
        await expect(headerOf(page).getByRole("link", { name, exact: true })).toHaveAttribute("aria-current", "page");
        expect(await findTooWide(page), path).toEqual([]);
      }
      const box = await headerOf(page).getByRole("link", { name: "Outbox" }).boundingBox();
      expect(box?.height).toBeGreaterThanOrEqual(44);
      await page.goto(`/admin/users/${user.id}`);
      await expect(headerOf(page).locator("[aria-current]")).toHaveText("Users");
      await page.goto("/settings");
      await expect(headerOf(page).locator("[aria-current]")).toHaveCount(0);
    });

    test("W34: a missing page, and one that the user may not see, say so beneath the header", async ({ page, user }) => {
      await signInTo(page, user);
      for (const path of ["/no-such-page", "/no/such/page", "/admin", "/admin/users", "/admin/audit", "/admin/outbox", "/admin/nothing"]) {
        const answer = await page.goto(path);
        expect(answer?.status(), path).toBe(404);
        await expect(page.getByRole("main").getByRole("heading", { name: "Page not found" }), path).toBeVisible();
        await expect(page, path).toHaveTitle(/^Page not found/);
        await expect(page.getByRole("button", { name: user.username }), path).toBeVisible();
      }
      await headerOf(page).getByRole("link").click();
      await expect(page).toHaveURL("/");
      await expect(headerOf(page).getByRole("link")).toHaveText(["Home"]);
    });

    test("every page links to the help; only signed-in users see the version", async ({ page, user }) => {
      await page.goto("/login");
      await page.getByRole("contentinfo").getByRole("link", { name: "Help" }).click();
      await expect(page.getByRole("heading", { name: "Help", level: 1 })).toBeVisible();
      await expect(page.getByText(/^Version /)).toHaveCount(0);
      await page.getByRole("link", { name: "Go to the sign-in page" }).click();
      await expect(page).toHaveURL("/login");
      await signInTo(page, user);
      await expect(page.getByRole("contentinfo").getByText(/^Version \d/)).toBeVisible();
      await page.getByRole("contentinfo").getByRole("link", { name: "Help" }).click();
      await expect(page.getByRole("heading", { name: "I lost my backup codes" })).toBeVisible();
      await expect(page.getByRole("link", { name: "Go to the sign-in page" })).toHaveCount(0);
    });
  });
}

test("the first stop of the Tab key skips to the content", async ({ page, user }) => {
  await signInTo(page, user);
  await page.goto("/settings");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("main").locator(":focus")).toHaveCount(1);
});

test("the settings over a page leave its link in the header marked", async ({ page, administrator }) => {
  await signInTo(page, administrator);
  await page.goto("/admin/outbox");
  await openSettingsModal(page, administrator);
  await expect(page).toHaveURL("/settings");
  await expect(page.locator("header [aria-current]")).toHaveText("Outbox");
});
