import type { BrowserContext, Page } from "@playwright/test";
import { LOCALES } from "@/lib/i18n/locales";
import ar from "@/lib/i18n/messages/ar.json" with { type: "json" };
import de from "@/lib/i18n/messages/de.json" with { type: "json" };
import fr from "@/lib/i18n/messages/fr.json" with { type: "json" };
import { waitForHydration } from "../support/browser";
import { enableTwoFactor } from "../support/enrolment";
import { emailedCode, mailsTo } from "../support/mailbox";
import { expectAccessible, findTooWide } from "../support/page-checks";
import { enterPassword, expect, signInTo, test } from "./fixtures";

const SIGNED_IN = ["/", "/settings", "/settings/security", "/settings/security/activity", "/settings/devices", "/settings/two-factor"];
const OF_ADMINISTRATORS = ["/admin/users", "/admin/users/new", "/admin/audit", "/admin/outbox"];

/** Opens the list of languages and chooses one by its own name. */
async function chooseLanguage(page: Page, tag: string): Promise<void> {
  const name = LOCALES.find((locale) => locale.tag === tag)?.name ?? "";
  await page
    .locator("summary")
    .filter({ has: page.locator("[lang]") })
    .click();
  await page.getByRole("button", { name, exact: true }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", tag);
}

async function cookieNames(context: BrowserContext): Promise<string[]> {
  return (await context.cookies()).map(({ name }) => name.replace(/_\d+$/, ""));
}

test.describe("a German browser", () => {
  test.use({ locale: "de-DE" });

  test("sees German from the first page on, also where there is no page", async ({ page }) => {
    for (const [path, heading] of [
      ["/login", de.login.heading],
      ["/no-such-page", de.notFound.heading],
    ] as const) {
      await page.goto(path);
      await expect(page.locator("html")).toHaveAttribute("lang", "de");
      await expect(page.getByRole("heading", { name: heading, level: 1 })).toBeVisible();
    }
  });

  test("gets codes by email in German, with dates and numbers as written there", async ({ page, database, emailUser }) => {
    await page.goto("/login");
    await page.getByLabel(de.login.form.identifier).fill(emailUser.username);
    await page.getByLabel(de.login.form.password, { exact: true }).fill(emailUser.password);
    await page.getByRole("button", { name: de.login.form.submit, exact: true }).click();
    await expect(page.getByLabel(de.verify.email.form.code)).toBeVisible();
    await emailedCode(database, emailUser.email);
    const [mail] = await mailsTo(database, emailUser.email);
    expect(mail?.text).toMatch(/\d{1,2}\. \p{L}+ \d{4} um \d{2}:\d{2} UTC/u);
    expect(mail?.subject).not.toMatch(/\b(code for|sign-in)\b/i);
  });
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("a language is chosen on the page that is open, and kept when the user signs out", async ({ page, context, user }) => {
      await page.goto("/login?next=%2Fsettings%2Fdevices");
      await chooseLanguage(page, "fr");
      await expect(page).toHaveURL("/login?next=%2Fsettings%2Fdevices");
      await expect(page.getByRole("heading", { name: fr.login.heading })).toBeVisible();
      await page.getByLabel(fr.login.form.identifier).fill(user.username);
      await page.getByLabel(fr.login.form.password, { exact: true }).fill(user.password);
      await page.getByRole("button", { name: fr.login.form.submit, exact: true }).click();
      await expect(page.getByRole("heading", { name: fr.devices.heading })).toBeVisible();
      await page.getByRole("button", { name: user.username }).click();
      await page.getByRole("button", { name: fr.accountMenu.signOut, exact: true }).click();
      await expect(page.getByText(fr.login.notices["signed-out"])).toBeVisible();
      expect(await cookieNames(context)).toContain("latchkey-language");
    });
  });
}

test("a change of language keeps what was entered", async ({ page }) => {
  await page.goto("/login");
  await waitForHydration(page);
  await page.getByLabel("Username or email").fill("ada");
  await chooseLanguage(page, "de");
  await expect(page.getByLabel(de.login.form.identifier)).toHaveValue("ada");
});

test("the language of an account follows its user to every browser, and no other user", async ({
  page,
  browser,
  baseURL,
  user,
  newUser,
}) => {
  await signInTo(page, user);
  await page.getByRole("button", { name: user.username }).click();
  await chooseLanguage(page, "ar");
  const elsewhere = await browser.newPage({ baseURL });
  await enterPassword(elsewhere, user);
  await expect(elsewhere.locator("html")).toHaveAttribute("lang", "ar");
  await elsewhere.close();
  const other = await browser.newPage({ baseURL });
  await signInTo(other, await newUser());
  await expect(other.locator("html")).toHaveAttribute("lang", "en");
  await other.close();
});

test.describe("in Arabic", () => {
  test.use({ locale: "ar" });
  test.slow();

  async function expectMirrored(page: Page, path: string): Promise<void> {
    await page.goto(path);
    await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      expect(await findTooWide(page), `${path} at ${width} px`).toEqual([]);
    }
  }

  test("pages run from right to left, fit phones and conform to WCAG 2.2 AA", async ({ page, newUser }) => {
    const administrator = await newUser({ admin: true });
    for (const path of ["/login", "/setup", "/no-such-page"]) {
      await expectMirrored(page, path);
      await expectAccessible(page, path);
    }
    await page.goto("/login");
    await page.getByLabel(ar.login.form.identifier).fill(administrator.username);
    await page.getByLabel(ar.login.form.password, { exact: true }).fill(administrator.password);
    await page.getByRole("button", { name: ar.login.form.submit, exact: true }).click();
    await expect(page.getByRole("button", { name: administrator.username })).toBeVisible();
    for (const path of [...SIGNED_IN, ...OF_ADMINISTRATORS]) {
      await expectMirrored(page, path);
      await expectAccessible(page, path);
    }
  });
});

test("codes are read from left to right in Arabic too", async ({ page, user }) => {
  await signInTo(page, user);
  await enableTwoFactor(page);
  await page.goto("/settings/security/disable");
  await page.getByRole("button", { name: user.username }).click();
  await chooseLanguage(page, "ar");
  const field = page.getByLabel(ar.reverification.labels["two-factor-code"]);
  await field.fill("123456");
  await expect(field).toHaveCSS("direction", "ltr");
});
