import { countSessions } from "../support/database";
import { enableTwoFactor } from "../support/enrolment";
import { enterCode, enterPassword, expect, expectHome, expectProblem, signInTo, test } from "./fixtures";

const FORMS = [
  { path: "/settings", button: "Submit" },
  { path: "/settings/security/password", button: "Change password" },
  { path: "/settings/security/replace-backup-codes", button: "Replace backup codes" },
  { path: "/settings/security/disable", button: "Disable 2FA" },
  { path: "/settings/devices", button: "Sign out everywhere else" },
];

test("R1: with 2FA on every action of the settings refuses a submission that carries no proof", async ({
  page,
  person,
  browser,
  baseURL,
  database,
}) => {
  await signInTo(page, person);
  const { authenticator } = await enableTwoFactor(page);
  const phone = await browser.newPage({ baseURL });
  await enterPassword(phone, person);
  await enterCode(phone, await authenticator.nextCode());
  await expectHome(phone, person);
  const stored = () => database.db.user.findUniqueOrThrow({ where: { id: person.id }, include: { backupCodes: true, totpSecret: true } });
  const before = await stored();
  for (const { path, button } of FORMS) {
    await page.goto(path);
    const main = page.getByRole("main");
    if (path.endsWith("password")) {
      await page.getByLabel("Current password").fill(person.password);
      await page.getByLabel("New password").fill("a new lock for the door");
    }
    if (!path.endsWith("devices")) await page.locator("[name=proof]").evaluate((field) => field.removeAttribute("name"));
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await main.getByRole("button", { name: button }).click();
    await answered;
    await expectProblem(page, "Please enter your 2FA code");
  }
  expect(await stored()).toEqual(before);
  expect(await countSessions(database, person)).toBe(2);
  await phone.close();
});

test("R2: a proof given in one session is none in another", async ({ page, person, browser, baseURL }) => {
  await signInTo(page, person);
  const { authenticator, backupCodes } = await enableTwoFactor(page);
  const phone = await browser.newPage({ baseURL });
  await enterPassword(phone, person);
  await enterCode(phone, await authenticator.nextCode());
  await expectHome(phone, person);
  await page.goto("/settings");
  await page.getByLabel("2FA code").fill(backupCodes[0] ?? "");
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByText("Your settings are saved")).toBeVisible();
  await phone.goto("/settings");
  await phone.getByRole("button", { name: "Submit" }).click();
  await expectProblem(phone, /^Please enter your 2FA code$/);
  await phone.close();
});
