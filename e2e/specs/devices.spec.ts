import { enterPassword, expect, expectHome, expectProblem, test } from "../fixtures";
import { ageSessions } from "../support/database";
import { enableTwoFactor } from "../support/enrolment";

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("a person signs one device out, then everywhere else", async ({ page, person, browser, baseURL, database }) => {
      const [phone, laptop] = [await browser.newPage({ baseURL }), await browser.newPage({ baseURL })];
      for (const device of [phone, laptop, page]) {
        await enterPassword(device, person);
        await expectHome(device, person);
      }
      await ageSessions(database, person, 301);
      await page.goto("/settings/devices");
      const devices = page
        .getByRole("main")
        .getByRole("listitem")
        .filter({ has: page.getByRole("heading") });
      await expect(devices).toHaveCount(3);
      await expect(devices.first()).toContainText("This device");
      await expect(devices.first()).toContainText(/Chrome \d+ on /);
      await devices.last().getByRole("button", { name: "Sign out" }).click();
      await expectProblem(page, "Please enter your password");
      await page.getByLabel("Password").fill(person.password);
      await devices.last().getByRole("button", { name: "Sign out" }).click();
      await expect(devices).toHaveCount(2);
      await page.getByRole("button", { name: "Sign out everywhere else" }).click();
      await expect(page.getByText("You are signed in nowhere else")).toBeVisible();
      for (const device of [phone, laptop]) {
        await device.goto("/settings");
        await expect(device).toHaveURL(/\/login/);
        await device.close();
      }
      await devices.first().getByRole("button", { name: "Sign out" }).click();
      await expect(page).toHaveURL(/\/login/);
    });
  });
}

test("with 2FA on, signing other devices out needs a 2FA code; Enter signs nobody out", async ({ page, person, browser, baseURL }) => {
  await enterPassword(page, person);
  await expectHome(page, person);
  const { authenticator } = await enableTwoFactor(page);
  const phone = await browser.newPage({ baseURL });
  await enterPassword(phone, person);
  await phone.getByLabel("2FA code").fill(await authenticator.nextCode());
  await phone.getByRole("button", { name: "Login" }).click();
  await expectHome(phone, person);
  await page.goto("/settings/devices");
  await page.getByRole("button", { name: "Sign out everywhere else" }).click();
  await expectProblem(page, /^Please enter your 2FA code$/);
  await page.getByLabel("2FA code").fill(await authenticator.nextCode());
  await page.getByLabel("2FA code").press("Enter");
  await phone.reload();
  await expectHome(phone, person);
  await page.getByRole("button", { name: "Sign out everywhere else" }).click();
  await expect(page.getByText("You are signed in nowhere else")).toBeVisible();
  await phone.reload();
  await expect(phone).toHaveURL(/\/login/);
  await phone.close();
});
