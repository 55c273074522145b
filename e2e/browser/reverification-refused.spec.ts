import { countSessions } from "../support/database";
import { enableTwoFactor } from "../support/enrolment";
import { expect, expectProblem, signInTo, signInWithCode, test, waitForAnswer } from "./fixtures";

const FORMS = [
  { path: "/settings", button: "Submit" },
  { path: "/settings/security/password", button: "Change password" },
  { path: "/settings/security/replace-backup-codes", button: "Replace backup codes" },
  { path: "/settings/security/disable", button: "Disable 2FA" },
  { path: "/settings/devices", button: "Sign out everywhere else" },
];

test("R1: with 2FA on every settings action refuses a submission without reverification", async ({
  page,
  user,
  browser,
  baseURL,
  database,
}) => {
  await signInTo(page, user);
  const { authenticator } = await enableTwoFactor(page);
  const phone = await browser.newPage({ baseURL });
  await signInWithCode(phone, user, await authenticator.nextCode());
  const stored = () => database.db.user.findUniqueOrThrow({ where: { id: user.id }, include: { backupCodes: true, totpSecret: true } });
  const before = await stored();
  for (const { path, button } of FORMS) {
    await page.goto(path);
    const main = page.getByRole("main");
    if (path.endsWith("password")) {
      await page.getByLabel("Current password").fill(user.password);
      await page.getByLabel("New password").fill("a new lock for the door");
    }
    if (!path.endsWith("devices")) await page.locator("[name=reverification]").evaluate((field) => field.removeAttribute("name"));
    await waitForAnswer(page, () => main.getByRole("button", { name: button }).click());
    await expectProblem(page, "Please enter your 2FA code");
  }
  expect(await stored()).toEqual(before);
  expect(await countSessions(database, user)).toBe(2);
  await phone.close();
});

test("R2: reverification in one session does not count in another", async ({ page, user, browser, baseURL }) => {
  await signInTo(page, user);
  const { authenticator, backupCodes } = await enableTwoFactor(page);
  const phone = await browser.newPage({ baseURL });
  await signInWithCode(phone, user, await authenticator.nextCode());
  await page.goto("/settings");
  await page.getByLabel("2FA code").fill(backupCodes[0] ?? "");
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByText("Your settings are saved")).toBeVisible();
  await phone.goto("/settings");
  await phone.getByRole("button", { name: "Submit" }).click();
  await expectProblem(phone, /^Please enter your 2FA code$/);
  await phone.close();
});
