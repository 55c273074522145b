import { ageTwoFactor, endSessions } from "../support/database";
import { enableTwoFactor, openEnrolment } from "../support/enrolment";
import { enterCode, enterPassword, enterPasswordHere, expect, expectHome, signInTo, signOut, test } from "./fixtures";

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("a wrong password and an unknown name get the same answer, and the name stays", async ({ page, user }) => {
      const answers: string[] = [];
      for (const wrong of [
        { ...user, password: "not the password" },
        { ...user, username: "nobody-here" },
      ]) {
        await enterPassword(page, wrong);
        const alert = page.getByRole("alert").filter({ hasText: /\S/ });
        await expect(alert.first()).toBeVisible();
        answers.push(await alert.first().innerText());
        await expect(page.getByLabel("Username or email")).toHaveValue(wrong.username);
        await expect(page.getByLabel("Password")).toHaveValue("");
      }
      expect(answers[0]).toBe(answers[1]);
    });

    test("Remember me keeps the session cookie, without it the cookie ends with the browser", async ({ page, user }) => {
      const sessionCookie = async () => (await page.context().cookies()).find(({ name }) => name.includes("session"));
      await signInTo(page, user);
      expect((await sessionCookie())?.expires).toBe(-1);
      await page.context().clearCookies();
      await enterPassword(page, user, { remember: true });
      await expectHome(page, user);
      expect((await sessionCookie())?.expires).toBeGreaterThan(Date.now() / 1000 + 29 * 86_400);
      expect(await sessionCookie()).toMatchObject({ httpOnly: true, sameSite: "Lax" });
    });
  });
}

test("signing out ends the session, also for a copy of the cookie", async ({ page, user }) => {
  await signInTo(page, user);
  const cookies = await page.context().cookies();
  await signOut(page, user);
  await page.context().addCookies(cookies);
  await page.goto("/");
  await expect(page).toHaveURL(/\/login/);
});

test("after the session ended the sign-in page says so and leads to the requested page", async ({ page, user, database }) => {
  const endedMessage = page.getByRole("status").filter({ hasText: "You were signed out. Sign in again to continue." });
  await page.goto("/settings");
  await expect(page).toHaveURL("/login?next=%2Fsettings");
  await expect(endedMessage).toHaveCount(0);
  await signInTo(page, user);
  await expect(page.getByText("1 hour of inactivity")).toBeVisible();
  await endSessions(database, user);
  const answer = await page.goto("/settings/devices");
  await expect(page).toHaveURL("/login?next=%2Fsettings%2Fdevices&notice=session-ended");
  await expect(endedMessage).toBeVisible();
  expect(answer?.headers(), "no Sign out was pressed").not.toHaveProperty("clear-site-data");
  await enterPasswordHere(page, user);
  await expect(page).toHaveURL("/settings/devices");
});

test("enabling 2FA ends the other sessions and keeps this one", async ({ page, user, browser }) => {
  const elsewhere = await browser.newPage();
  await signInTo(elsewhere, user);
  await signInTo(page, user);
  await enableTwoFactor(page);
  await elsewhere.goto("/");
  await expect(elsewhere).toHaveURL(/\/login/);
  await page.goto("/");
  await expectHome(page, user);
  await elsewhere.close();
});

test("2FA confirmed 181 days ago signs in, and its renewal shows another secret", async ({ page, user, database }) => {
  await signInTo(page, user);
  const { authenticator, secret } = await enableTwoFactor(page);
  await ageTwoFactor(database, user, 181);
  await page.context().clearCookies();
  await enterPassword(page, user);
  await expect(page).toHaveURL(/\/login\/verify/);
  await enterCode(page, await authenticator.nextCode());
  await expectHome(page, user);
  await page.goto("/settings");
  const dialog = await openEnrolment(page, "Renew 2FA");
  await dialog.getByLabel("2FA code").fill(await authenticator.nextCode());
  await dialog.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("img", { name: "QR code" })).toBeVisible();
  await expect(page.getByText(secret.slice(0, 4), { exact: false })).toHaveCount(0);
});
