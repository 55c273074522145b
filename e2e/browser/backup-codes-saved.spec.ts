import type { Page } from "@playwright/test";
import { waitForHydration } from "../support/browser";
import { ageTwoFactor, type TestUser } from "../support/database";
import { closeBackupCodes, confirmEnrolment, openEnrolment, readBackupCodes } from "../support/enrolment";
import { expect, expectHome, openSettingsModal, signInTo, test } from "./fixtures";

const QUESTION = "Leave without saving your backup codes?";

/** On the page of an enrolment, with its scripts: they guard the codes. */
async function showCodes(page: Page, user: TestUser): Promise<string[]> {
  await signInTo(page, user);
  await page.goto("/settings/two-factor");
  await waitForHydration(page);
  return (await confirmEnrolment(page)).backupCodes;
}

/** Whether the browser would ask before it leaves the page. */
function asksBeforeLeaving(page: Page): Promise<boolean> {
  return page.evaluate(() => !window.dispatchEvent(new Event("beforeunload", { cancelable: true })));
}

test("until backup codes are saved, links, Back and the browser ask first", async ({ page, user }) => {
  await showCodes(page, user);
  expect(await asksBeforeLeaving(page)).toBe(true);
  const question = page.getByRole("dialog", { name: QUESTION });
  await page.getByRole("link", { name: "Latchkey, home" }).click();
  await expect(question).toContainText("You won’t see them again");
  await question.getByRole("button", { name: "Back to the codes" }).click();
  await readBackupCodes(page);
  await page.getByRole("link", { name: "Latchkey, home" }).click();
  await expect(question).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(question).toBeHidden();
  await readBackupCodes(page);
  await page.getByRole("link", { name: "Latchkey, home" }).click();
  await question.getByRole("button", { name: "Leave without saving" }).click();
  await expectHome(page, user);
});

test("Back asks in a dialog over the settings too", async ({ page, user }) => {
  await signInTo(page, user);
  await openSettingsModal(page, user);
  await openEnrolment(page);
  await confirmEnrolment(page);
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
      await expect(page.getByText("Couldn’t copy. The codes are selected")).toBeVisible();
      expect(await page.evaluate(() => String(getSelection()))).toContain(codes[0]);
      expect(await asksBeforeLeaving(page)).toBe(true);
      return;
    }
    await expect(page.getByText("Copied", { exact: true })).toBeVisible();
    await expect(copy).toBeFocused();
    await page.getByRole("link", { name: "Latchkey, home" }).click();
    await expectHome(page, user);
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
  await closeBackupCodes(page);
  await ageTwoFactor(database, user, 200);
  const day = new Intl.DateTimeFormat("en", { dateStyle: "long" }).format(Date.now() - 200 * 86_400_000);
  await page.goto("/settings");
  const dialog = await openEnrolment(page, "Renew 2FA");
  await dialog.getByLabel("2FA code").fill(backupCode);
  await dialog.getByRole("button", { name: "Continue" }).click();
  await confirmEnrolment(page, dialog);
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
      await page.goto("/");
      const since = page.getByRole("region", { name: "This session" }).locator("time").first();
      await expect(since).toHaveText(shown("short"));
      await expect(since).toHaveAttribute("datetime", at.toISOString());
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
      await expect(page.locator("time").first()).toHaveText(javaScriptEnabled ? /^now$| ago$/ : / UTC$/);
    });
  });
}
