import type { Page } from "@playwright/test";
import { waitForHydration } from "../support/browser";
import type { TestUser } from "../support/database";
import { type EnrolledApp, enrolElsewhere } from "../support/enrolment";
import { emailedCode } from "../support/mailbox";
import { test as base, enterCode, enterPassword, expect, expectHome, expectProblem } from "./fixtures";

/** A user with 2FA, signed out, and how many attempts the newest sign-in has left. */
const test = base.extend<{ app: EnrolledApp; attemptsLeft: (user: TestUser) => Promise<number | undefined> }>({
  app: async ({ baseURL, user }, use) => use(await enrolElsewhere(baseURL ?? "", user)),
  attemptsLeft: async ({ database }, use) =>
    use(async ({ id: userId }) => {
      const newest = await database.db.loginAttempt.findFirst({ where: { userId }, orderBy: { createdAt: "desc" } });
      return newest?.attemptsLeft;
    }),
});

const codeField = (page: Page) => page.getByLabel("2FA code");

async function openSecondStep(page: Page, user: TestUser): Promise<void> {
  await enterPassword(page, user);
  await expect(page).toHaveURL("/login/verify");
  await waitForHydration(page);
}

test("the sixth digit signs in, typed or pasted in two groups", async ({ page, user, app }) => {
  await openSecondStep(page, user);
  await expect(codeField(page)).toBeFocused();
  await expect(codeField(page)).toHaveAttribute("inputmode", "numeric");
  await codeField(page).pressSequentially(await app.authenticator.nextCode());
  await expectHome(page, user);
  await page.context().clearCookies();
  await openSecondStep(page, user);
  const code = await app.authenticator.nextCode();
  await codeField(page).fill(`${code.slice(0, 3)} ${code.slice(3)}`);
  await expectHome(page, user);
});

test("the eighth digit of an emailed code signs in", async ({ page, emailUser, database }) => {
  await openSecondStep(page, emailUser);
  await page.getByLabel("Verification code").pressSequentially(await emailedCode(database, emailUser.email));
  await expectHome(page, emailUser);
});

test("a press right after the last digit costs no second attempt", async ({ page, user, app, attemptsLeft }) => {
  expect(app.backupCodes).toHaveLength(6);
  await openSecondStep(page, user);
  await codeField(page).pressSequentially("000000");
  for (let press = 0; press < 3; press++) await codeField(page).press("Enter");
  await expectProblem(page, "4 attempts left");
  expect(await attemptsLeft(user)).toBe(4);
});

test("after a wrong code only the button submits", async ({ page, user, app, attemptsLeft }) => {
  expect(app.backupCodes).toHaveLength(6);
  await openSecondStep(page, user);
  await codeField(page).fill("000000");
  await expectProblem(page, "4 attempts left");
  await codeField(page).fill("");
  await codeField(page).pressSequentially("111111");
  // Shown only after the last key: nothing has been sent by then, nor is on its way.
  await expect(page.getByRole("button", { name: "Login" })).toHaveAttribute("aria-disabled", "false");
  expect(await attemptsLeft(user)).toBe(4);
  await page.getByRole("button", { name: "Login" }).click();
  await expectProblem(page, "3 attempts left");
  expect(await attemptsLeft(user)).toBe(3);
});

test("the beginning of a backup code is not submitted", async ({ page, user, app, attemptsLeft }) => {
  const [backupCode = ""] = app.backupCodes;
  await openSecondStep(page, user);
  await codeField(page).pressSequentially("12345-6789");
  await expect(page.getByRole("button", { name: "Login" })).toHaveAttribute("aria-disabled", "false");
  await page.getByRole("link", { name: "Use a backup code" }).click();
  await expect(codeField(page)).toHaveValue("");
  await expect(codeField(page)).toBeFocused();
  await codeField(page).pressSequentially("123456");
  await expect(page.getByRole("button", { name: "Login" })).toHaveAttribute("aria-disabled", "false");
  expect(await attemptsLeft(user)).toBe(5);
  await codeField(page).fill(backupCode);
  await page.getByRole("button", { name: "Login" }).click();
  await expectHome(page, user);
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("changing to a backup code and back keeps the attempts left, and names the account", async ({ page, user, app }) => {
      await enterPassword(page, user);
      await expect(page.getByText(`Signing in as ${user.username}.`)).toBeVisible();
      await expect(page.getByText("An administrator can reset your 2FA.")).toBeVisible();
      await enterCode(page, "000000");
      await expectProblem(page, "4 attempts left");
      await page.getByRole("link", { name: "Use a backup code" }).click();
      await expect(page.getByText("Enter one of your backup codes.")).toBeVisible();
      await expect(codeField(page)).toHaveAttribute("inputmode", "text");
      await expect(page.getByText("4 attempts left")).toBeVisible();
      await enterCode(page, "AAAAA-AAAAA");
      await expectProblem(page, "3 attempts left");
      await expect(codeField(page)).toHaveAttribute("inputmode", "text");
      await page.getByRole("link", { name: "Use your authenticator app" }).click();
      await expect(codeField(page)).toHaveAttribute("inputmode", "numeric");
      await expect(page.getByText("3 attempts left")).toBeVisible();
      await page.getByRole("link", { name: "Use a backup code" }).click();
      await enterCode(page, app.backupCodes[0] ?? "");
      await expectHome(page, user);
    });
  });
}
