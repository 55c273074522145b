import type { Page } from "@playwright/test";
import { ageTwoFactor, type TestUser } from "../support/database";
import { readBackupCodes, scanEnrolment } from "../support/enrolment";
import { clickHydrated } from "../support/browser";
import { expect, expectHome, signInTo, test } from "./fixtures";

const QUESTION = "Leave without saving your backup codes?";

async function showCodes(page: Page, user: TestUser, path = "/settings/two-factor"): Promise<string[]> {
  await signInTo(page, user);
  await page.goto(path);
  const { authenticator } = await scanEnrolment(page);
  await page.getByLabel("2FA code").fill(await authenticator.nextCode());
  await page.getByRole("button", { name: "Enable 2FA" }).click();
  return readBackupCodes(page);
}

/** Whether the browser asks before it leaves the page; stays on the page. */
async function asksBeforeLeaving(page: Page): Promise<boolean> {
  let prompted = false;
  page.once("dialog", async (dialog) => {
    prompted = dialog.type() === "beforeunload";
    await dialog.dismiss();
  });
  await page.evaluate(() => window.dispatchEvent(new Event("beforeunload", { cancelable: true }))).catch(() => undefined);
  return prompted || !(await page.evaluate(() => window.dispatchEvent(new Event("beforeunload", { cancelable: true }))));
}

test("until backup codes are saved, links, Back and the browser ask first", async ({ page, user }) => {
  await showCodes(page, user);
  expect(await asksBeforeLeaving(page)).toBe(true);
  const question = page.getByRole("dialog", { name: QUESTION });
  await page.getByRole("link", { name: "Latchkey, home" }).click();
  await expect(question).toContainText("You won't see them again");
  await question.getByRole("button", { name: "Back to the codes" }).click();
  await readBackupCodes(page);
  await page.getByRole("link", { name: "Latchkey, home" }).click();
  await page.keyboard.press("Escape");
  await readBackupCodes(page);
  await page.getByRole("link", { name: "Latchkey, home" }).click();
  await question.getByRole("button", { name: "Leave without saving" }).click();
  await expectHome(page, user);
});

test("Back asks in a dialog over the settings too", async ({ page, user }) => {
  await signInTo(page, user);
  await page.getByRole("button", { name: user.username }).click();
  await clickHydrated(page.getByRole("link", { name: "Settings" }));
  await page.getByRole("button", { name: "Enable 2FA" }).click();
  const { authenticator } = await scanEnrolment(page);
  await page.getByLabel("2FA code").fill(await authenticator.nextCode());
  await page.getByRole("button", { name: "Enable 2FA" }).last().click();
  await readBackupCodes(page);
  await page.evaluate(() => history.back());
  const question = page.getByRole("dialog", { name: QUESTION });
  await question.getByRole("button", { name: "Leave without saving" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page).toHaveURL("/");
});

for (const way of ["Copy", "Download codes", "Print"]) {
  test(`after ${way} leaving asks no question`, async ({ page, user, context }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.addInitScript(() => {
      window.print = () => {};
    });
    await showCodes(page, user);
    await page.getByRole("button", { name: way, exact: true }).click();
    await expect.poll(() => asksBeforeLeaving(page)).toBe(false);
    await page.getByRole("link", { name: "Latchkey, home" }).click();
    await expectHome(page, user);
  });
}

type Clipboard = "absent" | "refused" | "nothing works";

for (const clipboard of ["absent", "refused", "nothing works"] satisfies Clipboard[]) {
  test(`Copy with a clipboard that is ${clipboard} copies by command, or reports the failure`, async ({ page, user }) => {
    await page.addInitScript((kind) => {
      const value = kind === "absent" ? undefined : { writeText: () => Promise.reject(new DOMException("no", "NotAllowedError")) };
      Object.defineProperty(navigator, "clipboard", { value });
      if (kind === "nothing works") document.execCommand = () => true;
    }, clipboard);
    const codes = await showCodes(page, user);
    const copy = page.getByRole("button", { name: "Copy" });
    await copy.click();
    if (clipboard === "nothing works") {
      await expect(page.getByText("Couldn't copy. The codes are selected")).toBeVisible();
      expect(await page.evaluate(() => String(getSelection()))).toContain(codes[0]);
      expect(await asksBeforeLeaving(page)).toBe(true);
      return;
    }
    await expect(page.getByText("Copied", { exact: true })).toBeVisible();
    await expect(copy).toBeFocused();
    await page.getByRole("link", { name: "Latchkey, home" }).click();
    await page.goto("/settings");
    const field = page.getByLabel("Email", { exact: true });
    await field.focus();
    await page.keyboard.press("ControlOrMeta+V");
    await expect(field, "one line, as the field has only one").toHaveValue(codes.join(" "));
  });
}

test("enabling says how many devices were signed out; renewing, which entry of the app to delete", async ({
  page,
  user,
  browser,
  baseURL,
  database,
}) => {
  const others = await Promise.all([1, 2].map(() => browser.newPage({ baseURL })));
  for (const other of others) await signInTo(other, user);
  const [backupCode = ""] = await showCodes(page, user);
  await expect(page.getByText("Your 2 other devices were signed out.")).toBeVisible();
  await expect(page.getByText("Delete the older one")).toHaveCount(0);
  await page.getByRole("button", { name: "Done" }).click();
  await ageTwoFactor(database, user, 200);
  const day = new Intl.DateTimeFormat("en", { dateStyle: "long" }).format(Date.now() - 200 * 86_400_000);
  await page.goto("/settings");
  await page.getByRole("button", { name: "Renew 2FA" }).click();
  await page.getByRole("dialog").getByLabel("2FA code").fill(backupCode);
  await page.getByRole("button", { name: "Continue" }).click();
  const { authenticator } = await scanEnrolment(page);
  await page
    .getByRole("dialog")
    .getByLabel("2FA code")
    .fill(await authenticator.nextCode());
  await page.getByRole("button", { name: "Enable 2FA" }).click();
  await readBackupCodes(page);
  await expect(page.getByText(`two entries for Latchkey (${user.username}). Delete the older one, added on`)).toBeVisible();
  await expect(page.getByRole("dialog").getByText(day, { exact: true })).toBeVisible();
  await expect(page.getByText("were signed out")).toHaveCount(0);
  for (const other of others) await other.close();
});

for (const [timezoneId, javaScriptEnabled] of [
  ["Pacific/Kiritimati", true],
  ["America/Los_Angeles", true],
  ["Asia/Kolkata", false],
] as const) {
  test.describe(`in ${timezoneId}, JavaScript ${javaScriptEnabled ? "on" : "off"}`, () => {
    test.use({ timezoneId, javaScriptEnabled });

    test("dates are the reader's, or marked UTC", async ({ page, administrator, database }) => {
      await signInTo(page, administrator);
      const at = new Date("2026-03-01T09:05:00Z");
      await database.db.auditEvent.create({ data: { at, type: "settings-changed", subjectUserId: administrator.id } });
      await database.db.session.updateMany({ where: { userId: administrator.id }, data: { createdAt: at } });
      const zone = javaScriptEnabled ? timezoneId : "UTC";
      const shown = (timeStyle: "short" | "medium") =>
        new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle, timeZone: zone }).format(at) + (javaScriptEnabled ? "" : " UTC");
      await expect(page.locator("time")).toHaveCount(2);
      await page.goto("/");
      await expect(page.locator("time").first()).toHaveText(shown("short"));
      await expect(page.locator("time").first()).toHaveAttribute("datetime", at.toISOString());
      for (const path of ["/settings/security/activity", `/admin/audit?person=${administrator.id}`, `/admin/users/${administrator.id}`]) {
        await page.goto(path);
        await expect(
          page
            .locator("time")
            .filter({ hasText: shown("medium") })
            .first(),
          path,
        ).toBeAttached();
      }
      await page.goto("/settings/devices");
      await expect(page.locator("time").first()).toHaveText(shown("short"));
    });
  });
}
