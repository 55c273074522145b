import { expect, type Page } from "@playwright/test";
import { enrolWithApp, enterPassword } from "./account-steps";
import { type Authenticator, createAuthenticator } from "./authenticator";
import type { TestUser } from "./database";
import { createHttpClient } from "./http-client";
import { scanQrCode } from "./qr-reader";

export type EnrolledApp = { secret: string; authenticator: Authenticator; backupCodes: string[] };

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
  const client = createHttpClient(url);
  await enterPassword(client, user.username, user.password);
  const { secret, authenticator, backupCodes } = await enrolWithApp(client);
  return { secret, authenticator, backupCodes };
}

/** From the settings page through enabling 2FA and back; `said` is shown beside the backup codes. */
export async function enableTwoFactor(page: Page, said = "2FA is on."): Promise<EnrolledApp> {
  await page.goto("/settings");
  await page.getByRole("button", { name: "Enable 2FA" }).click();
  const app = await scanEnrolment(page);
  await page.getByLabel("2FA code").fill(await app.authenticator.nextCode());
  await page.getByRole("button", { name: "Enable 2FA" }).last().click();
  const backupCodes = await readBackupCodes(page);
  await expect(page.getByText(said).first()).toBeVisible();
  await page.getByRole("button", { name: "Done" }).click();
  return { ...app, backupCodes };
}
