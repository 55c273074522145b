import { expect as expectWithin, type Locator, type Page } from "@playwright/test";
import jsQR from "jsqr";
import { PNG } from "pngjs";
import { enrolWithApp, signIn } from "./account-steps";
import { type Authenticator, createAuthenticator } from "./authenticator";
import { clickHydrated } from "./browser";
import type { TestUser } from "./database";
import { waitFor } from "./wait-for";

/** Tests outside Playwright's own runner would wait for 5 s only. */
const expect = expectWithin.configure({ timeout: 10_000 });

export type EnrolledApp = { secret: string; authenticator: Authenticator; backupCodes: string[] };

/** What a phone's camera would read from the screen once the code has come to rest: decoded from a screenshot, not from elements. */
export async function scanQrCode(shown: Locator): Promise<string> {
  await shown.scrollIntoViewIfNeeded();
  let text: string | undefined;
  const read = async () => {
    const { data, width, height } = PNG.sync.read(await shown.page().screenshot());
    text = jsQR(new Uint8ClampedArray(data), width, height)?.data;
    return text !== undefined;
  };
  await waitFor("a QR code that can be read from the screen", read, 10_000);
  return text ?? "";
}

/** Scans the enrolment's QR code and compares it with the secret as text; `null` is any issuer. */
export async function scanEnrolment(
  page: Page,
  issuer: string | null = "Latchkey",
): Promise<{ secret: string; authenticator: Authenticator }> {
  const uri = new URL(await scanQrCode(page.getByRole("img", { name: "QR code" })));
  const secret = uri.searchParams.get("secret") ?? "";
  expect(uri.protocol).toBe("otpauth:");
  if (issuer) expect(uri.searchParams.get("issuer")).toBe(issuer);
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  await expect(page.getByText(secret.replace(/.{4}(?=.)/g, "$& "))).toBeVisible();
  return { secret, authenticator: createAuthenticator(secret) };
}

/** The six codes on screen. */
export async function readBackupCodes(page: Page): Promise<string[]> {
  const codes = page.getByTestId("backup-code");
  await expect(codes).toHaveCount(6);
  return codes.allInnerTexts();
}

/** Enables 2FA over HTTP for a user without a session: the precondition of other tests. */
export async function enrolElsewhere(url: string, user: TestUser): Promise<EnrolledApp> {
  const { secret, authenticator, backupCodes } = await enrolWithApp(await signIn(url, user));
  return { secret, authenticator, backupCodes };
}

/** Opens the dialog of an enrolment on a page of the settings. Returns the dialog. */
export async function openEnrolment(page: Page, button: "Enable 2FA" | "Renew 2FA" = "Enable 2FA"): Promise<Locator> {
  await clickHydrated(page.getByRole("button", { name: button }));
  const name = button === "Enable 2FA" ? "Enable Two-Factor Authentication" : button;
  const dialog = page.getByRole("dialog", { name });
  await expect(dialog).toBeVisible();
  return dialog;
}

/** With the QR code on the screen: scans it, enters a code, and reads the backup codes. `form`: where the code field is. */
export async function confirmEnrolment(page: Page, form: Page | Locator = page, issuer?: string | null): Promise<EnrolledApp> {
  const app = await scanEnrolment(page, issuer);
  await form.getByLabel("2FA code").fill(await app.authenticator.nextCode());
  await form.getByRole("button", { name: "Enable 2FA" }).last().click();
  return { ...app, backupCodes: await readBackupCodes(page) };
}

/** Presses Done, and waits until the backup codes are gone. */
export async function closeBackupCodes(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.getByTestId("backup-code")).toHaveCount(0);
}

/** From the settings page through the dialog and back; `said` is shown beside the backup codes. */
export async function enableTwoFactor(page: Page, said = "2FA is on."): Promise<EnrolledApp> {
  await page.goto("/settings");
  const dialog = await openEnrolment(page);
  const enrolled = await confirmEnrolment(page, dialog);
  await expect(page.getByText(said).first()).toBeVisible();
  await closeBackupCodes(page);
  return enrolled;
}

/** The same without JavaScript, on the page of the enrolment. */
export async function enableTwoFactorOnPage(page: Page): Promise<EnrolledApp> {
  await page.goto("/settings");
  await page.getByRole("button", { name: "Enable 2FA" }).click();
  await expect(page).toHaveURL(/\/settings\/two-factor/);
  const enrolled = await confirmEnrolment(page);
  await closeBackupCodes(page);
  return enrolled;
}
