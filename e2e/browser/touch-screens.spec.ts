import { waitForHydration } from "../support/browser";
import { openEnrolment } from "../support/enrolment";
import { expect, signInTo, test } from "./fixtures";

test.use({ isMobile: true, hasTouch: true, viewport: { width: 390, height: 844 } });

test("the sign-in page opens no keyboard before a field is touched", async ({ page }) => {
  await page.goto("/login");
  await waitForHydration(page);
  await expect(page.getByLabel("Username or email")).toBeVisible();
  await expect(page.getByLabel("Username or email")).not.toBeFocused();
});

for (const place of ["dialog", "page"] as const) {
  test(`on a phone the enrolment opens the app, and folds the QR code (${place})`, async ({ page, user }) => {
    await signInTo(page, user);
    await page.goto(place === "dialog" ? "/settings" : "/settings/two-factor");
    const enrolment = place === "dialog" ? await openEnrolment(page) : page.getByRole("main");
    const secret = (await enrolment.locator("code[translate=no]").innerText()).replaceAll(" ", "");
    const open = enrolment.getByRole("link", { name: "Open in authenticator app" });
    await expect(open).toHaveAttribute("href", new RegExp(`^otpauth://totp/.*secret=${secret}`));
    await expect(enrolment.getByRole("img", { name: "QR code" })).toHaveCount(0);
    await enrolment.getByText("Set up on another device with a QR code").click();
    await expect(enrolment.getByRole("img", { name: "QR code" })).toBeVisible();
    await expect(enrolment.getByLabel("2FA code")).toHaveAttribute("inputmode", "numeric");
  });
}
