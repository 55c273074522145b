import { waitForHydration } from "../support/browser";
import { ageSends, ageSessions } from "../support/database";
import { enableTwoFactor } from "../support/enrolment";
import { emailedCode, mailsTo } from "../support/mailbox";
import { enterEmailedCode, enterPassword, expect, expectHome, expectProblem, newAddress, signInTo, test, waitForAnswer } from "./fixtures";

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("a new address waits for its code, and can be replaced by another one", async ({ page, user }) => {
      const address = newAddress();
      await signInTo(page, user);
      await page.goto("/settings");
      await page.getByLabel("Enable email login verification").check();
      await page.getByRole("button", { name: "Submit" }).click();
      await expectProblem(page, "Enter an email address to receive the codes");
      await expect(page.getByLabel("Enable email login verification")).toBeChecked();
      await page.getByLabel("Email", { exact: true }).fill(address);
      await page.getByRole("button", { name: "Submit" }).click();
      await expect(page.getByText(`Enter the code for ${address}.`)).toBeVisible();
      await expect(page.getByText("Email isn’t set up on this server. Ask an administrator to read the code to you")).toBeVisible();
      await expect(page.getByText("your account has no address")).toBeVisible();
      await page.getByRole("button", { name: "Use another address" }).click();
      await expect(page.getByLabel("Email", { exact: true })).toHaveValue("");
      await expect(page.getByLabel("Enable email login verification")).not.toBeChecked();
    });

    test("the code activates address and setting, and the next sign-in asks for an emailed code", async ({ page, user, database }) => {
      const address = newAddress();
      await signInTo(page, user);
      await page.goto("/settings");
      await page.getByLabel("Email", { exact: true }).fill(address);
      await page.getByLabel("Enable email login verification").check();
      await page.getByRole("button", { name: "Submit" }).click();
      const field = page.getByLabel("Verification code");
      await field.fill("123");
      await page.getByRole("button", { name: "Confirm" }).click();
      await expectProblem(page, "Enter the 8-digit code.");
      await expect(page.getByRole("button", { name: "Send again" })).toBeVisible();
      await field.fill(await emailedCode(database, address));
      await page.getByRole("button", { name: "Confirm" }).click();
      await expect(page.getByText("Your new address is confirmed")).toBeVisible();
      await expect(page.getByLabel("Email", { exact: true })).toHaveValue(address);
      await expect(page.getByLabel("Enable email login verification")).toBeChecked();

      await page.context().clearCookies();
      await enterPassword(page, user);
      await expect(page).toHaveURL("/login/verify");
      await expect(page.getByLabel("Verification code")).toBeVisible();
    });

    test("an old sign-in needs the password, in the same form", async ({ page, user, database }) => {
      await signInTo(page, user);
      await ageSessions(database, user, 301);
      await page.goto("/settings");
      await page.getByLabel("Email", { exact: true }).fill(newAddress());
      await page.getByRole("button", { name: "Submit" }).click();
      await expectProblem(page, "Enter your password to continue");
      await page.getByLabel("Password").fill("not the password");
      await page.getByRole("button", { name: "Submit" }).click();
      await expectProblem(page, "Incorrect password. Try again.");
      await expect(page.getByLabel("Email", { exact: true })).toHaveValue(/person-/);
      await page.getByLabel("Password").fill(user.password);
      await page.getByRole("button", { name: "Submit" }).click();
      await expect(page.getByText("Enter the code for")).toBeVisible();
    });

    test("with email verification on, an old sign-in needs an emailed code", async ({ page, emailUser, database }) => {
      await enterPassword(page, emailUser);
      await expect(page).toHaveURL("/login/verify");
      await enterEmailedCode(page, await emailedCode(database, emailUser.email));
      await expectHome(page, emailUser);
      await ageSessions(database, emailUser, 301);
      await page.goto("/settings");
      await page.getByLabel("Enable security event email notification").check();
      await page.getByRole("button", { name: "Submit" }).click();
      await expectProblem(page, "Enter the verification code");
      await page.getByRole("button", { name: "Send code" }).click();
      await expect(page.getByText("Ask an administrator to read the code to you")).toBeVisible();
      await page.getByLabel("Verification code").fill(await emailedCode(database, emailUser.email));
      await page.getByLabel("Verification code").press("Enter");
      await expect(page.getByText("Your settings are saved")).toBeVisible();
      await expect(page.getByLabel("Enable security event email notification")).toBeChecked();
    });
  });
}

test("when a reverification expires while the page is open, the page says so", async ({ page, user, database }) => {
  await signInTo(page, user);
  const { authenticator } = await enableTwoFactor(page);
  await page.getByLabel("2FA code").fill(await authenticator.nextCode());
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByText("Your settings are saved")).toBeVisible();
  await ageSessions(database, user, 245);
  await page.clock.install();
  await page.reload();
  await expect(page.getByText("Optional for less than a minute")).toBeVisible();
  await page.clock.fastForward("01:00");
  await ageSessions(database, user, 60);
  await expect(page.getByText("Optional for less than a minute")).toHaveCount(0);
  await expect(page.getByText("Confirm it’s you with a code from your authenticator app")).toBeVisible();
  await page.getByRole("button", { name: "Submit" }).click();
  await expectProblem(page, /^Please enter your 2FA code$/);
});

test("what operators can do while no email is sent is shown to administrators alone", async ({ page, user, administrator }) => {
  await signInTo(page, user);
  await page.goto("/settings");
  const box = page.getByLabel("Enable email login verification");
  await expect(box).toHaveAccessibleDescription(/Ask an administrator before you turn this on/);
  await expect(page.getByText("npm run admin")).toHaveCount(0);
  await expect(page.getByText("outbox")).toHaveCount(0);
  await page.context().clearCookies();
  await signInTo(page, administrator);
  await page.goto("/settings");
  await expect(box).toHaveAccessibleDescription(/you could lock yourself out/);
  await expect(page.getByText(`npm run admin -- turn-off-email-verification ${administrator.username}`)).toBeVisible();
  await enableTwoFactor(page);
  await expect(page.getByText("you could lock yourself out")).toHaveCount(0);
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("an unconfirmed address is marked, and confirmed with the code sent from beside its field", async ({
      page,
      newUser,
      database,
    }) => {
      const email = newAddress();
      await signInTo(page, await newUser({ email }));
      await page.goto("/settings");
      await expect(page.getByLabel("Email", { exact: true })).toHaveAccessibleDescription(/Not confirmed/);
      await page.getByRole("button", { name: "Send code" }).click();
      await expect(page.getByRole("heading", { name: "Confirm your address" })).toBeVisible();
      await page.getByLabel("Verification code").fill(await emailedCode(database, email));
      await page.getByRole("button", { name: "Confirm" }).click();
      await expect(page.getByText("Your address is confirmed and your settings are saved.")).toBeVisible();
      await expect(page.getByText("Not confirmed")).toHaveCount(0);
      await expect(page.getByRole("button", { name: "Send code" })).toHaveCount(0);
    });
  });
}

test("Enter in the field of an unconfirmed address submits the settings", async ({ page, newUser }) => {
  await signInTo(page, await newUser({ email: newAddress() }));
  await page.goto("/settings");
  await page.getByLabel("Email", { exact: true }).press("Enter");
  await expect(page.getByText("Your settings are saved.")).toBeVisible();
});

test("confirming an address that another user entered is reported as that, and changes no address", async ({ page, newUser, database }) => {
  const email = newAddress();
  const user = await newUser({ email });
  await signInTo(page, user);
  await page.goto("/settings");
  await page.getByLabel("Enable security event email notification").check();
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByRole("heading", { name: "Confirm your address" })).toBeVisible();
  await expect(page.getByText("the address isn’t confirmed")).toBeVisible();
  await expect(page.getByText("Your changes take effect once you enter the code.")).toBeVisible();
  await page.getByLabel("Verification code").fill(await emailedCode(database, email));
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByText("Your address is confirmed and your settings are saved.")).toBeVisible();
  await expect
    .poll(async () => (await mailsTo(database, email)).map(({ subject }) => subject))
    .toContain("Latchkey: Your email address was confirmed");
});

test("the focus follows the form: to the code step, its cancellation and its outcome", async ({ page, user, database }) => {
  const address = newAddress();
  await signInTo(page, user);
  await page.goto("/settings");
  await waitForHydration(page);
  const email = page.getByLabel("Email", { exact: true });
  await email.fill(address);
  await email.press("Enter");
  const step = page.getByRole("heading", { name: "Confirm your new address" });
  await expect(step).toBeFocused();
  await page.getByRole("button", { name: "Use another address" }).press("Enter");
  await expect(email).toBeFocused();
  await ageSends(database, user, 60);
  await email.fill(address);
  await email.press("Enter");
  await expect(step).toBeFocused();
  await page.getByLabel("Verification code").fill(await emailedCode(database, address));
  await page.getByLabel("Verification code").press("Enter");
  await expect(page.getByText("Your new address is confirmed")).toBeFocused();
});

test("with 2FA on every change needs a 2FA code, and email verification is greyed out", async ({ page, newUser, database }) => {
  const user = await newUser({ confirmedEmail: newAddress() });
  await signInTo(page, user);
  const { authenticator, backupCodes } = await enableTwoFactor(page);
  const settings = page.getByRole("main");
  await expect(page.getByLabel("Enable email login verification")).toBeDisabled();
  await expect(page.getByText("When 2FA is enabled, email login verification is no longer used")).toBeVisible();
  const box = page.getByLabel("Enable security event email notification");
  await box.check();
  await settings.getByRole("button", { name: "Submit" }).click();
  await expectProblem(page, /^Please enter your 2FA code$/);
  await expect(box).toBeChecked();
  await settings.getByLabel("2FA code").fill("000000");
  await settings.getByRole("button", { name: "Submit" }).click();
  await expectProblem(page, "Please enter your 2FA code. That code didn’t work.");
  await expect(box).toBeChecked();
  await settings.getByLabel("2FA code").fill(await authenticator.nextCode());
  await settings.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByText("Your settings are saved")).toBeVisible();
  await expect(page.getByText("Optional for the next 4 min")).toBeVisible();
  await expect(settings.getByLabel("2FA code", { exact: true })).toBeEditable();
  await box.uncheck();
  await waitForAnswer(page, () => settings.getByRole("button", { name: "Submit" }).click());
  await expect(page.getByText("Your settings are saved")).toBeVisible();
  await ageSessions(database, user, 300);
  await page.reload();
  await expect(page.getByText("Optional for")).toHaveCount(0);
  await box.check();
  await settings.getByRole("button", { name: "Submit" }).click();
  await expectProblem(page, /^Please enter your 2FA code$/);
  await settings.getByLabel("2FA code").fill(backupCodes[0] ?? "");
  await settings.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByText("Your settings are saved")).toBeVisible();
  await expect(page.getByText("5 backup codes left")).toBeVisible();
});
