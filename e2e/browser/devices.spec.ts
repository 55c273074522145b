import type { Browser, BrowserContext, Cookie, Locator, Page } from "@playwright/test";
import { ageSessions } from "../support/database";
import { enableTwoFactor } from "../support/enrolment";
import { codeMailsTo, emailedCode } from "../support/mailbox";
import { expect, expectProblem, newAddress, signInTo, signInWithCode, test } from "./fixtures";

/** The entries of the list of signed-in devices. */
function devicesOn(page: Page): Locator {
  return page
    .getByRole("main")
    .getByRole("listitem")
    .filter({ has: page.getByRole("heading") });
}

/** Those of them that are still signed in. */
function signedInOn(page: Page): Locator {
  return devicesOn(page).filter({ has: page.getByRole("button", { name: "Sign out", exact: true }) });
}

async function sessionCookie(context: BrowserContext): Promise<Cookie> {
  const found = (await context.cookies()).find(({ name }) => /-session(_\d+)?$/.test(name));
  if (!found) throw new Error("no session cookie");
  return found;
}

/** A pending request with the old cookie: refused, and the browser keeps its new cookie. */
async function expectRefused(browser: Browser, baseURL: string | undefined, cookie: Cookie): Promise<void> {
  const context = await browser.newContext({ baseURL });
  await context.addCookies([cookie]);
  const refused = await context.request.get("/settings", { maxRedirects: 0 });
  expect(refused.headers().location).toContain("/login");
  expect(refused.headersArray().filter(({ name }) => name.toLowerCase() === "set-cookie")).toEqual([]);
  await context.close();
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("R6: a user reverifies to sign one device out, which rotates the session's cookie, then everywhere else", async ({
      page,
      user,
      browser,
      baseURL,
      database,
    }) => {
      const [phone, laptop] = [await browser.newPage({ baseURL }), await browser.newPage({ baseURL })];
      for (const device of [phone, laptop, page]) await signInTo(device, user);
      await ageSessions(database, user, 301);
      await page.goto("/settings/devices");
      const devices = devicesOn(page);
      await expect(devices).toHaveCount(3);
      await expect(devices.first()).toContainText("This device");
      await expect(devices.first()).toContainText(/Chrome \d+ on /);
      await devices.last().getByRole("button", { name: "Sign out" }).click();
      await expectProblem(page, "Enter your password to continue");
      const before = await sessionCookie(page.context());
      const tab = await page.context().newPage();
      await page.getByLabel("Password").fill(user.password);
      await devices.last().getByRole("button", { name: "Sign out" }).click();
      await expect(signedInOn(page)).toHaveCount(2);
      await expect(devices.filter({ hasText: "Signed out" }), "it keeps its place until the page is left").toHaveCount(
        javaScriptEnabled ? 1 : 0,
      );
      const after = await sessionCookie(page.context());
      expect({ ...after, value: "" }).toEqual({ ...before, value: "" });
      expect(after.value).not.toBe(before.value);
      await expectRefused(browser, baseURL, before);
      await tab.goto("/settings/devices");
      await expect(devicesOn(tab)).toHaveCount(2);
      await tab.close();
      await expect(page.getByRole("status").filter({ hasText: /^Chrome .* on .* \(.*\) was signed out\.$/ })).toBeVisible();
      await page.getByRole("button", { name: "Sign out everywhere else" }).click();
      await expect(page.getByRole("status").filter({ hasText: "All your other devices were signed out." })).toBeVisible();
      await expect(page.getByText("You’re not signed in on any other device")).toBeVisible();
      await expect(signedInOn(page)).toHaveCount(1);
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

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("R7: a reverification sent twice, the first answer lost: the user stays signed in and sees the outcome", async ({
    page,
    user,
    browser,
    baseURL,
    database,
  }) => {
    const phone = await browser.newPage({ baseURL });
    for (const device of [phone, page]) await signInTo(device, user);
    await phone.close();
    await ageSessions(database, user, 301);
    await page.goto("/settings/devices");
    const everywhere = page.getByRole("button", { name: "Sign out everywhere else" });
    await everywhere.click();
    await expectProblem(page, "Enter your password to continue");
    const before = await sessionCookie(page.context());
    await page.getByLabel("Password").fill(user.password);
    let lost = 0;
    await page.route("**/settings/devices", async (route) => {
      if (route.request().method() !== "POST" || lost > 0) return route.continue();
      await route.fetch();
      lost += 1;
      return route.abort("aborted");
    });
    await everywhere.click({ noWaitAfter: true });
    await expect.poll(() => lost).toBe(1);
    await page.context().addCookies([before]);
    await everywhere.click();
    await expect(page.getByRole("status").filter({ hasText: "All your other devices were signed out." })).toBeVisible();
    await page.goto("/settings");
    await expect(page.getByRole("button", { name: "Submit" })).toBeVisible();
    expect((await sessionCookie(page.context())).value).not.toBe(before.value);
  });
});

test("with 2FA on the code is requested at the device; Enter signs that device out, which keeps its place and the focus", async ({
  page,
  user,
  browser,
  baseURL,
  database,
}) => {
  await signInTo(page, user);
  const { authenticator, backupCodes } = await enableTwoFactor(page);
  const others: Page[] = [];
  for (const code of backupCodes.slice(0, 3)) {
    const device = await browser.newPage({ baseURL });
    await signInWithCode(device, user, code);
    others.push(device);
  }
  await page.goto("/settings/devices");
  const devices = devicesOn(page);
  await expect(devices).toHaveCount(4);
  await expect(page.getByLabel("2FA code")).toHaveCount(0);
  await devices.nth(1).getByRole("button", { name: "Sign out" }).click();
  await expectProblem(page, /^Please enter your 2FA code$/);
  await devices.nth(2).getByRole("button", { name: "Sign out" }).click();
  const code = devices.nth(2).getByLabel("2FA code");
  await expect(code).toBeFocused();
  await expect(page.getByLabel("2FA code"), "one field at a time").toHaveCount(1);
  await code.fill(await authenticator.nextCode());
  await code.press("Enter");
  await expect(devices.nth(2)).toContainText("Signed out");
  await expect(signedInOn(page)).toHaveCount(3);
  await expect(devices.nth(2).getByRole("heading")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(devices.nth(3).getByRole("button", { name: "Sign out" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(devices.nth(3)).toContainText("Signed out");
  await expect(devices.nth(3).getByRole("heading")).toBeFocused();
  await expect(devices).toHaveCount(4);
  await ageSessions(database, user, 301);
  await page.reload();
  await expect(devices).toHaveCount(2);
  await page.getByRole("button", { name: "Sign out everywhere else" }).click();
  await expectProblem(page, /^Please enter your 2FA code$/);
  await page.getByLabel("2FA code").fill(await authenticator.nextCode());
  await page.getByLabel("2FA code").press("Enter");
  await expect(page.getByText("You’re not signed in on any other device")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Signed-in devices" })).toBeFocused();
  for (const device of others) {
    await device.reload();
    await expect(device).toHaveURL(/\/login/);
    await device.close();
  }
});

test("Enter after an emailed code signs the device out, and sends no other code", async ({ page, newUser, browser, baseURL, database }) => {
  const user = await newUser({ confirmedEmail: newAddress() });
  const phone = await browser.newPage({ baseURL });
  for (const device of [phone, page]) await signInTo(device, user);
  await database.db.user.update({ where: { id: user.id }, data: { emailLoginVerification: true } });
  await ageSessions(database, user, 301);
  await page.goto("/settings/devices");
  const devices = devicesOn(page);
  await devices.last().getByRole("button", { name: "Sign out" }).click();
  await devices.last().getByRole("button", { name: "Send code" }).click();
  await expect(devices.last().getByText(/outbox/)).toBeVisible();
  await devices
    .last()
    .getByLabel("Verification code")
    .fill(await emailedCode(database, user.email));
  await page.keyboard.press("Enter");
  await expect(devices.last()).toContainText("Signed out");
  await expect(signedInOn(page)).toHaveCount(1);
  expect(await codeMailsTo(database, user.email ?? "")).toHaveLength(1);
  await phone.close();
});
