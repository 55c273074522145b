import { clickHydrated, waitForHydration } from "../support/browser";
import { ageSessions, ageTwoFactor, throttleAttempts } from "../support/database";
import { enableTwoFactor } from "../support/enrolment";
import { expectAccessible } from "../support/page-checks";
import { openUserAction } from "../support/user-actions";
import { enterPassword, expect, openSettingsModal, signInTo, signInWithCode, test } from "./fixtures";

const SETTINGS = ["/settings", "/settings/security", "/settings/security/password", "/settings/security/activity", "/settings/devices"];
const WITH_TWO_FACTOR = ["/settings/security/replace-backup-codes", "/settings/security/disable"];

test.slow();

test("pages before sign-in conform to WCAG 2.2 AA", async ({ page, database, user, emailUser }) => {
  for (const path of ["/login", "/setup", "/no-such-page"]) {
    await page.goto(path);
    await expectAccessible(page, path);
  }
  await page.goto("/login");
  await waitForHydration(page);
  await page.getByRole("button", { name: "Login" }).click();
  await expect(page.getByText("Enter your password.")).toBeVisible();
  await expectAccessible(page, "/login with errors");
  await throttleAttempts(database, user, "password", new Date("2040-01-02T03:04:05Z"));
  await enterPassword(page, user);
  await expect(page.getByText(/^Try again in/)).toBeVisible();
  await expectAccessible(page, "/login, where tries have to wait");
  await enterPassword(page, emailUser);
  await expect(page.getByLabel("Verification code")).toBeVisible();
  await expectAccessible(page, "/login/verify, emailed code");
});

test("pages of a user without 2FA conform to WCAG 2.2 AA", async ({ page, database, user }) => {
  await signInTo(page, user);
  await expectAccessible(page, "/");
  await ageSessions(database, user, 301);
  for (const path of SETTINGS) {
    await page.goto(path);
    await expectAccessible(page, path);
  }
  await page.goto("/settings/two-factor");
  await expectAccessible(page, "/settings/two-factor, reverification");
  await page.getByLabel("Password").fill(user.password);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("img", { name: "QR code" })).toBeVisible();
  await expectAccessible(page, "/settings/two-factor, enrolment");
  await page.goto("/settings");
  await page.getByLabel("Email", { exact: true }).fill(`${user.username}@example.com`);
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByText("Confirm your new address")).toBeVisible();
  await expectAccessible(page, "/settings, a new address");
});

test("pages and dialogs of a user with 2FA conform to WCAG 2.2 AA", async ({ page, database, user, browser, baseURL }) => {
  await signInTo(page, user);
  const { backupCodes } = await enableTwoFactor(page);
  for (const path of [...SETTINGS, ...WITH_TWO_FACTOR]) {
    await page.goto(path);
    await expectAccessible(page, `${path} with 2FA`);
  }
  const elsewhere = await browser.newPage({ baseURL });
  await signInWithCode(elsewhere, user, backupCodes[0]);
  await elsewhere.close();
  await page.goto("/settings/devices");
  await page.getByRole("main").getByRole("button", { name: "Sign out", exact: true }).last().click();
  await expect(page.getByLabel("2FA code")).toBeVisible();
  await expectAccessible(page, "/settings/devices, asked for a code");
  await page.goto("/");
  await page.getByRole("button", { name: user.username }).click();
  await expect(page.getByRole("link", { name: "Settings" })).toBeVisible();
  await expectAccessible(page, "the account menu");
  await page.keyboard.press("Escape");
  const modal = await openSettingsModal(page, user);
  await expect(modal.getByRole("button", { name: "Submit" })).toBeVisible();
  await expectAccessible(page, "the settings as a modal");
  await modal.getByRole("link", { name: "Security Settings" }).click();
  await page.getByRole("button", { name: "Disable 2FA" }).click();
  await expect(page.getByRole("dialog", { name: "Disable 2FA" })).toBeVisible();
  await expectAccessible(page, "a dialog over the modal");
  await ageTwoFactor(database, user, 200);
  for (const path of ["/", "/settings"]) {
    await page.goto(path);
    await expectAccessible(page, `${path} with an old 2FA`);
  }
  await page.context().clearCookies();
  await enterPassword(page, user);
  await expect(page.getByLabel("2FA code")).toBeVisible();
  await expectAccessible(page, "/login/verify, 2FA");
});

test("pages of administrators, and the link that they issue, conform to WCAG 2.2 AA", async ({ page, user, administrator, database }) => {
  await throttleAttempts(database, user, "password", new Date("2040-01-02T03:04:05Z"));
  await signInTo(page, administrator);
  for (const path of [
    "",
    "?q=nobody-is-called-that",
    `/${user.id}`,
    `/${administrator.id}`,
    `/${user.id}/disable`,
    `/${user.id}/delete`,
    "/new",
  ]) {
    await page.goto(`/admin/users${path}`);
    await expectAccessible(page, `/admin/users${path}`);
  }
  await page.goto(`/admin/users/${user.id}`);
  await openUserAction(page, "Delete", clickHydrated);
  await expectAccessible(page, "the dialog to delete a user");
  for (const path of ["/admin/outbox", "/admin/outbox?show=failed", "/admin/audit", `/admin/audit?person=${user.username}`]) {
    await page.goto(path);
    await expectAccessible(page, path);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ["/admin/users?state=not-enabled&show=administrators", "/admin/audit?type=signed-in", "/admin/outbox"]) {
    await page.goto(path);
    await expectAccessible(page, `${path} on a phone`);
  }
  const username = `person-${crypto.randomUUID().slice(0, 8)}`;
  await page.goto("/admin/users/new");
  await page.getByLabel("Username").fill(username);
  await page.getByRole("button", { name: "Create user" }).click();
  const link = await page.getByTestId("one-time-link").innerText();
  await expectAccessible(page, "the one-time link");
  await page.goto(link);
  await expectAccessible(page, "/set-password");
  await database.db.user.deleteMany({ where: { usernameKey: username } });
});
