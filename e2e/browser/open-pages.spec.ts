import type { Page } from "@playwright/test";
import { ageSessions, endSessions } from "../support/database";
import { enableTwoFactor, openEnrolment } from "../support/enrolment";
import { enterPasswordHere, expect, expectProblem, signInTo, signOut, test, waitForAnswer } from "./fixtures";

/** Pages that were open when a session, a recent sign-in or an enrolment ended. */

const FORMS = [
  { path: "/settings", button: "Submit", field: "Email", typed: "" },
  { path: "/settings/devices", button: "Sign out everywhere else", field: null, typed: "" },
  { path: "/admin/users/new", button: "Create user", field: "Username", typed: `made-${crypto.randomUUID().slice(0, 8)}` },
  { path: "/admin/users/[id]/sign-out-everywhere", button: "Sign out everywhere", field: null, typed: "" },
];

for (const { path, button, field, typed } of FORMS) {
  test(`R8: ${button} on ${path} asks for the password once the sign-in is no longer recent`, async ({
    page,
    administrator,
    user,
    browser,
    baseURL,
    database,
  }) => {
    const phone = await browser.newPage({ baseURL });
    for (const device of [phone, page]) await signInTo(device, administrator);
    await page.goto(path.replace("[id]", user.id));
    const main = page.getByRole("main");
    if (field) await main.getByLabel(field, { exact: true }).fill(typed);
    await expect(main.getByLabel("Password")).toHaveCount(0);
    await ageSessions(database, administrator, 301);
    await main.getByRole("button", { name: button }).click();
    await expectProblem(page, "Enter your password to continue");
    await expect(main.getByLabel("Password")).toBeFocused();
    if (field) await expect(main.getByLabel(field, { exact: true })).toHaveValue(typed);
    await main.getByLabel("Password").fill(administrator.password);
    await main.getByRole("button", { name: button }).click();
    await expect(main.getByLabel("Password")).toHaveCount(0);
    await phone.close();
  });
}

test("R8: a form opened before 2FA was enabled in another tab asks for the 2FA code", async ({ page, user, context }) => {
  await signInTo(page, user);
  await page.goto("/settings");
  const other = await context.newPage();
  await other.goto("/");
  await enableTwoFactor(other);
  await page.getByRole("main").getByRole("button", { name: "Submit" }).click();
  await expectProblem(page, "Please enter your 2FA code");
  await expect(page.getByLabel("2FA code")).toBeFocused();
});

/** Replaces the session of `now` by one of `next` in another tab of the same browser. */
async function changeAccountElsewhere(page: Page, now: Parameters<typeof signOut>[1], next: Parameters<typeof signOut>[1]): Promise<void> {
  const other = await page.context().newPage();
  await other.goto("/");
  await signOut(other, now);
  await signInTo(other, next);
  await other.close();
}

test("W28: a button in a tab of another account changes nothing and says who is signed in", async ({ page, user, newUser, database }) => {
  const bert = await newUser();
  await signInTo(page, user);
  await page.goto("/settings/security/password");
  await changeAccountElsewhere(page, user, bert);
  const stored = () => database.db.user.findUniqueOrThrow({ where: { id: bert.id } });
  const before = await stored();
  for (const press of ["first", "second"]) {
    await page.getByLabel("Current password").fill(bert.password);
    await page.getByLabel("New password").fill("a new sentence to keep");
    await waitForAnswer(page, () => page.getByRole("main").getByRole("button", { name: "Change password" }).click());
    await expectProblem(page, `You’re now signed in as ${bert.username}`);
    expect(await stored(), `after the ${press} press`).toEqual(before);
  }
  expect(await stored()).toEqual(before);
});

test("W31: input from when the session ended is restored after the sign-in", async ({ page, user, database }) => {
  await signInTo(page, user);
  await page.goto("/settings?tab=basic");
  await page.getByLabel("Email", { exact: true }).fill("kept@example.com");
  await endSessions(database, user);
  await page.getByRole("main").getByRole("button", { name: "Submit" }).click();
  await expect(page).toHaveURL(/\/login\?next=%2Fsettings%3Ftab%3Dbasic/);
  await enterPasswordHere(page, user);
  await expect(page).toHaveURL("/settings?tab=basic");
  await expect(page.getByLabel("Email", { exact: true })).toHaveValue("kept@example.com");
  await expectProblem(page, "Check what you entered and submit it again");
});

test("T11: an expired enrolment shows a new secret and says so", async ({ page, user, database }) => {
  await signInTo(page, user);
  await page.goto("/settings");
  const dialog = await openEnrolment(page);
  const secret = dialog.locator("code[translate=no]");
  const before = await secret.textContent();
  await database.db.pendingTotpSecret.updateMany({ where: { userId: user.id }, data: { expiresAt: new Date() } });
  await dialog.getByLabel("2FA code").fill("123456");
  await dialog.getByRole("button", { name: "Enable 2FA" }).click();
  await expectProblem(page, "This setup took too long, so we started a new one");
  await expect(secret).not.toHaveText(before ?? "");
});

test("enabling 2FA shows on both sides that the other devices were signed out", async ({ page, user, browser, baseURL }) => {
  const phone = await browser.newPage({ baseURL });
  for (const device of [phone, page]) await signInTo(device, user);
  await enableTwoFactor(page, "Your other device was signed out.");
  await phone.goto("/settings");
  await expect(phone.getByRole("status").filter({ hasText: "Two-factor authentication was set up on another device" })).toBeVisible();
  await phone.close();
});
