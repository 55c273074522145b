import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { clickHydrated } from "../support/browser";
import type { TestUser } from "../support/database";
import { enterPassword, expect, openSettingsModal, signInTo, signOut, test } from "./fixtures";

/** A wrong password, the right one, and Sign out. */
async function comeAndGo(page: Page, user: TestUser): Promise<void> {
  await enterPassword(page, { ...user, password: "not the password" });
  await expect(page.getByText("Incorrect username or password")).toBeVisible();
  await signInTo(page, user);
  await signOut(page, user);
}

async function download(page: Page, name: string): Promise<string> {
  const started = page.waitForEvent("download");
  await page.getByRole("link", { name }).click();
  const file = await started;
  expect(file.suggestedFilename()).toMatch(/^audit-log-\d{4}-\d\d-\d\d\.(csv|jsonl)$/);
  return readFile(await file.path(), "utf8");
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("an administrator filters the audit log and exports the result", async ({ page, administrator, user }) => {
      await comeAndGo(page, user);
      await signInTo(page, administrator);
      await page.getByRole("link", { name: "Audit log" }).click();
      await expect(page.getByRole("heading", { name: "Audit log" })).toBeVisible();
      await expect(page.getByRole("row").nth(1)).toBeVisible();
      await page.getByLabel("User", { exact: true }).fill(user.username);
      await page.getByRole("button", { name: "Apply", exact: true }).click();
      await expect(page).toHaveURL(new RegExp(`person=${user.username}`));
      const rows = page.getByRole("row").filter({ hasText: user.username });
      await expect(rows).toHaveCount(3);
      await expect(rows.nth(0)).toContainText("Signed out");
      await expect(rows.nth(2)).toContainText("Incorrect password at sign-in");
      await expect(rows.nth(2)).toContainText("Not signed in");
      await page.getByLabel("Event").selectOption("Incorrect password at sign-in");
      await page.getByLabel("Factor").selectOption("Password");
      await page.getByLabel("From (UTC)").fill("2020-01-01");
      await page.getByRole("button", { name: "Apply", exact: true }).click();
      await expect(rows).toHaveCount(1);
      const csv = (await download(page, "CSV")).trimEnd().split("\r\n");
      expect(csv).toHaveLength(2);
      expect(csv[1]).toContain(`,sign-in-refused,,,${user.id},${user.username},password,`);
      const lines = (await download(page, "JSON lines")).trimEnd().split("\n");
      expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ type: "sign-in-refused", subject: user.username, actor: null }]);
      await page.getByLabel("To (UTC)").fill("2020-01-02");
      await page.getByRole("button", { name: "Apply", exact: true }).click();
      await expect(page.getByText("No entries found")).toBeVisible();
      await page.getByRole("link", { name: "Clear filters" }).click();
      await expect(page.getByLabel("User", { exact: true })).toHaveValue("");
      await page.goto(`/admin/users/${user.id}`);
      await page.getByRole("link", { name: "Show all in the audit log" }).click();
      await expect(rows).toHaveCount(3);
    });

    test("users see their own account's activity, the latest in the settings and all of it in pages", async ({
      page,
      user,
      administrator,
      database,
    }) => {
      await comeAndGo(page, user);
      const data = Array.from({ length: 60 }, () => ({ at: new Date(), type: "settings-changed", subjectUserId: user.id }));
      await database.db.auditEvent.createMany({ data });
      await database.db.auditEvent.create({
        data: {
          at: new Date(),
          type: "user-enabled",
          subjectUserId: user.id,
          actorUserId: administrator.id,
          actorName: "root",
          ip: "198.51.100.7",
        },
      });
      await database.db.auditEvent.create({ data: { at: new Date(), type: "two-factor-reset", subjectUserId: administrator.id } });
      await signInTo(page, user);
      if (javaScriptEnabled) {
        const modal = await openSettingsModal(page, user);
        await modal.getByRole("link", { name: "Security Settings" }).click();
      } else await page.goto("/settings/security");
      const recent = page.getByRole("region", { name: "Recent activity" });
      await expect(recent.getByRole("listitem")).toHaveCount(10);
      await expect(recent).toContainText("Signed in");
      await expect(recent).toContainText("by root");
      await expect(recent).not.toContainText("198.51.100.7");
      await recent.getByText("Wasn’t you?").click();
      await expect(recent.getByRole("link", { name: "Change password" })).toHaveAttribute("href", "/settings/security/password");
      await expect(recent.getByRole("link", { name: "Sign out other devices" })).toHaveAttribute("href", "/settings/devices");
      await recent.getByRole("link", { name: "Show all activity" }).click();
      const list = page.getByRole("region", { name: "Activity", exact: true });
      await expect(list.getByRole("listitem")).toHaveCount(50);
      await expect(page.getByRole("dialog")).toHaveCount(javaScriptEnabled ? 1 : 0);
      await expect(list).not.toContainText("2FA reset");
      await page.getByRole("link", { name: "Older" }).click();
      await expect(list.getByRole("listitem")).toHaveCount(15);
      await expect(list).toContainText("Incorrect password at sign-in");
      await page.getByRole("link", { name: "Newer" }).click();
      await expect(list.getByRole("listitem")).toHaveCount(50);
      await page.getByRole("link", { name: "Back to Security Settings" }).click();
      await expect(recent).toBeVisible();
    });
  });
}

test("only administrators read or export the log", async ({ page, user, administrator }) => {
  await signInTo(page, administrator);
  await page.context().clearCookies();
  await signInTo(page, user);
  await page.getByRole("button", { name: user.username }).click();
  await expect(page.getByRole("link", { name: "Settings" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Audit log" })).toHaveCount(0);
  for (const path of ["", "/export?format=csv", "/export?format=jsonl", "/export"]) {
    const answer = await page.request.get(`/admin/audit${path}`);
    expect(answer.status(), path).toBe(404);
    expect(await answer.text()).not.toContain(administrator.username);
  }
  await page.context().clearCookies();
  for (const path of ["", "/export?format=csv"]) {
    const answer = await page.request.get(`/admin/audit${path}`, { maxRedirects: 0 });
    expect(answer.status(), path).toBe(307);
    expect(answer.headers().location).toContain("/login?next=%2Fadmin%2Faudit");
  }
});

test("an export is not cached and always downloads as a file", async ({ page, administrator }) => {
  await signInTo(page, administrator);
  for (const [format, type] of [
    ["csv", "text/csv; charset=utf-8"],
    ["jsonl", "application/x-ndjson; charset=utf-8"],
  ]) {
    const headers = (await page.request.get(`/admin/audit/export?format=${format}`)).headers();
    expect(headers["content-type"]).toBe(type);
    expect(headers["content-disposition"]).toMatch(/^attachment; filename="audit-log-[\d-]+\.(csv|jsonl)"$/);
    expect(headers["cache-control"]).toContain("no-store");
    expect(headers["x-content-type-options"]).toBe("nosniff");
  }
  expect((await page.request.get("/admin/audit/export?format=exe")).status()).toBe(404);
});

/** Delays the answers to the filters until released. */
async function holdAnswers(page: Page, path: string): Promise<() => void> {
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route(`**${path}?*`, async (route) => {
    await held;
    await route.continue();
  });
  return answer;
}

const show = (page: Page) => clickHydrated(page.getByRole("button", { name: "Apply", exact: true }));

test("a filter changed before the last answer arrives keeps its value; the others show the request's", async ({ page, administrator }) => {
  await signInTo(page, administrator);
  await page.goto("/admin/audit?person=somebody");
  await expect(page.getByText("No entries found")).toBeVisible();
  const answer = await holdAnswers(page, "/admin/audit");
  await page.getByLabel("User", { exact: true }).fill(administrator.username);
  await show(page);
  await page.getByLabel("Event").selectOption("Signed in");
  await page.getByLabel("From (UTC)").fill("2020-01-01");
  answer();
  await expect(page.getByRole("row").filter({ hasText: administrator.username }).first()).toBeVisible();
  await expect(page.getByLabel("Event")).toHaveValue("signed-in");
  await expect(page.getByLabel("From (UTC)")).toHaveValue("2020-01-01");
  await expect(page.getByLabel("User", { exact: true })).toHaveValue(administrator.username);
  await page.unrouteAll();
  await show(page);
  await expect(page).toHaveURL(/type=signed-in.*from=2020-01-01/);
  await page.getByLabel("IP address").fill("192.0.2.1");
  await page.goBack();
  await expect(page.getByLabel("Event")).toHaveValue("");
  await expect(page.getByLabel("IP address")).toHaveValue("");
  await page.getByRole("link", { name: "Clear filters" }).click();
  await expect(page.getByLabel("User", { exact: true })).toHaveValue("");
});
