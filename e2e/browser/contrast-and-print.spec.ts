import type { Locator } from "@playwright/test";
import { ageTwoFactor } from "../support/database";
import { closeBackupCodes, confirmEnrolment, openEnrolment, scanQrCode } from "../support/enrolment";
import { expect, openSettingsModal, signInTo, test } from "./fixtures";

type Edge = { width: number; edge: string; back: string; around: string };

/** How an element is distinguished from its surroundings. */
async function edgeOf(element: Locator): Promise<Edge> {
  return element.evaluate((node) => {
    const { borderTopWidth, borderTopColor, backgroundColor } = getComputedStyle(node);
    const around = getComputedStyle(document.documentElement).backgroundColor;
    return { width: Number.parseFloat(borderTopWidth), edge: borderTopColor, back: backgroundColor, around };
  });
}

async function expectEdge(element: Locator, what: string): Promise<void> {
  const { width, edge, around } = await edgeOf(element);
  expect(width, what).toBeGreaterThanOrEqual(1);
  expect(edge, what).not.toBe(around);
  expect(edge, what).not.toBe("rgba(0, 0, 0, 0)");
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in a ${colorScheme} contrast theme`, () => {
    test.use({ colorScheme, contextOptions: { forcedColors: "active" } });

    test("buttons, dialogs, badges, the current tab, the focus and the QR code can be seen", async ({ page, user, database }) => {
      await page.goto("/login");
      await expectEdge(page.getByRole("button", { name: "Login" }), "Login");
      await page.keyboard.press("Tab");
      const focus = await page.locator(":focus").evaluate((node) => getComputedStyle(node).outlineStyle);
      expect(focus, "the focus").toBe("solid");
      const pressed = page.getByRole("button", { name: "System" });
      const unpressed = page.getByRole("button", { name: "Light" });
      expect((await edgeOf(pressed)).back, "the chosen theme").not.toBe((await edgeOf(unpressed)).back);
      await signInTo(page, user);
      await page.goto("/settings");
      const tabs = page.getByRole("navigation", { name: "Settings" }).getByRole("link");
      expect((await edgeOf(tabs.nth(0))).back, "the current tab").not.toBe((await edgeOf(tabs.nth(1))).back);
      const dialog = await openEnrolment(page);
      await expectEdge(dialog, "the dialog");
      await expectEdge(dialog.getByRole("button", { name: "Enable 2FA" }), "the button of the dialog");
      const qrCode = page.getByRole("img", { name: "QR code" });
      expect(await scanQrCode(qrCode)).toContain("otpauth://");
      expect((await edgeOf(qrCode)).back).toBe("rgb(255, 255, 255)");
      await confirmEnrolment(page, dialog);
      await expectEdge(page.getByTestId("backup-code").first(), "a backup code");
      await closeBackupCodes(page);
      await expectEdge(page.getByText("2FA", { exact: true }).locator(".."), "the badge");
      await ageTwoFactor(database, user, 200);
      await page.reload();
      await expectEdge(page.getByRole("button", { name: "Renew 2FA" }), "Renew 2FA");
      await page.goto("/settings/security");
      await expectEdge(page.getByRole("button", { name: "Disable 2FA" }), "Disable 2FA");
    });
  });
}

const NEW_CODES = [
  { where: "in the dialog", path: "/settings", isModal: false },
  { where: "in a dialog over the settings", path: "/", isModal: true },
  { where: "on the page of its own", path: "/settings/two-factor", isModal: false },
];

for (const { where, path, isModal } of NEW_CODES) {
  test.describe("in the dark theme", () => {
    test.use({ colorScheme: "dark" });

    test(`printed backup codes name console, account, date and set, black on white on one sheet, ${where}`, async ({ page, user }) => {
      await signInTo(page, user);
      await page.getByRole("button", { name: user.username }).click();
      await page.getByRole("button", { name: "Dark" }).click();
      await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
      await page.goto(path);
      if (isModal) await openSettingsModal(page, user);
      if (path !== "/settings/two-factor") await openEnrolment(page);
      const { backupCodes } = await confirmEnrolment(page);
      await page.emulateMedia({ media: "print" });
      for (const code of backupCodes) await expect(page.getByText(code)).toBeVisible();
      await expect(page.getByRole("definition").filter({ hasText: user.username }).last()).toBeVisible();
      await expect(page.getByText(/Latchkey · localhost:\d+/)).toBeVisible();
      const year = String(new Date().getFullYear());
      await expect(page.locator("[data-print] time").filter({ hasText: year })).toBeVisible();
      await expect(page.getByRole("definition").filter({ hasText: /^[0-9A-Z]{4}$/ })).toBeVisible();
      const box = await page
        .getByTestId("backup-code")
        .first()
        .evaluate((node) => getComputedStyle(node, "::before").borderTopStyle);
      expect(box, "a box to tick off").toBe("solid");
      await expect(page.getByRole("button")).toHaveCount(0);
      await expect(page.getByRole("link")).toHaveCount(0);
      await expect(page.getByRole("heading")).toHaveCount(1);
      const colors = await page
        .getByTestId("backup-code")
        .first()
        .evaluate((node) => {
          const { color, backgroundColor } = getComputedStyle(node);
          return { color, backgroundColor, page: getComputedStyle(document.documentElement).backgroundColor };
        });
      expect(colors).toEqual({ color: "rgb(0, 0, 0)", backgroundColor: "rgb(255, 255, 255)", page: "rgb(255, 255, 255)" });
      const sheets = (await page.pdf({ format: "A4" })).toString("latin1").match(/\/Type\s*\/Page\b/g);
      expect(sheets).toHaveLength(1);
    });
  });
}
