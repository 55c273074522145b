import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type BrowserContext, chromium, type Page } from "@playwright/test";
import type { Connection } from "@/lib/platform/db/connect";
import { addInvited, endSessions, type Invited } from "../support/database";
import { test as base, enterPasswordHere, expect, expectHome, signInTo, signOut } from "./fixtures";

const NEW_PASSWORD = "a long enough password of theirs";

type Fixtures = { invited: Invited; other: Invited };

const invite = async ({ database }: { database: Connection }, use: (invited: Invited) => Promise<void>) => {
  const invited = await addInvited(database, process.env.E2E_DATA_DIR ?? "");
  await use(invited);
  await database.db.user.deleteMany({ where: { id: invited.id } });
};
const test = base.extend<Fixtures>({ invited: invite, other: invite });

/** A real Chromium whose settings block every cookie. */
async function withoutCookies(javaScriptEnabled: boolean, baseURL: string, use: (page: Page) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "latchkey-browser-"));
  await mkdir(path.join(folder, "Default"));
  const settings = { profile: { default_content_setting_values: { cookies: 2 } } };
  await writeFile(path.join(folder, "Default", "Preferences"), JSON.stringify(settings));
  let context: BrowserContext | null = null;
  try {
    const options = { executablePath: process.env.CHROMIUM_PATH, args: ["--no-sandbox", "--disable-gpu"], javaScriptEnabled, baseURL };
    context = await chromium.launchPersistentContext(folder, options);
    await use(await context.newPage());
  } finally {
    await context?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function choosePassword(page: Page): Promise<void> {
  await page.getByLabel("Password").fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Set password" }).click();
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("W23: reports that the browser keeps no cookie: after the right password, at a link, and for colors", async ({
      baseURL,
      user,
      invited,
    }) => {
      await withoutCookies(javaScriptEnabled, baseURL ?? "", async (page) => {
        await page.goto("/login?next=%2Fsettings");
        if (javaScriptEnabled) await expect(page.getByText("Your browser blocks cookies")).toBeVisible();
        await enterPasswordHere(page, user);
        await expect(page.getByText(`check that the address starts with ${baseURL}`)).toBeVisible();
        await expect(page).toHaveURL("/login?next=%2Fsettings&notice=cookies-not-kept");
        await page.goto("/login");
        await page.getByRole("button", { name: "Dark" }).click();
        await expect(page.getByText(/didn’t save the cookie|blocks cookies/)).toBeVisible();
        await page.goto(invited.address);
        await expect(page.getByRole("heading", { name: "Open your link again" })).toBeVisible();
        expect(page.url()).not.toContain(invited.token);
      });
    });

    test("W25: a one-time link drops its token from the URL: on opening, in two tabs, on reload and with Back", async ({
      page,
      invited,
      other,
    }) => {
      const requests: Promise<Record<string, string>>[] = [];
      page.on("request", (request) => requests.push(request.allHeaders()));
      await page.goto("/login");
      await page.goto(invited.address);
      await expect(page).toHaveURL(/\/set-password\?link=[\w-]{12}$/);
      const second = await page.context().newPage();
      await second.goto(other.address);
      for (const [tab, { username }] of [[page, invited] as const, [second, other] as const]) {
        await tab.reload();
        await expect(tab.getByLabel("Username")).toHaveValue(username);
        expect(await tab.content()).not.toContain(invited.token);
      }
      await page.goBack();
      await expect(page).toHaveURL("/login");
      await page.goForward();
      await choosePassword(page);
      await expectHome(page, invited);
      const referers = (await Promise.all(requests)).map(({ referer }) => referer ?? "");
      expect(referers.join(" ")).not.toContain(invited.token);
      await expect(second.getByLabel("Username")).toHaveValue(other.username);
      await choosePassword(second);
      await expect(second.getByText("Your password is set")).toBeVisible();
      await signOut(page, { ...invited, password: NEW_PASSWORD });
      await signInTo(page, { ...other, password: NEW_PASSWORD });
      await second.goto(invited.address);
      await expect(second.getByText("This link is no longer valid")).toBeVisible();
    });

    test("W26: a link opened where another user is signed in says so, and never ends in their session", async ({
      page,
      user,
      invited,
      other,
    }) => {
      await signInTo(page, user);
      await page.goto(invited.address);
      await expect(page.getByText(`You’re signed in as ${user.username}. This link is for ${invited.username}`)).toBeVisible();
      await choosePassword(page);
      await expect(page.getByText("Your password is set")).toBeVisible();
      await expect(page.getByText(`You’re signed in as ${user.username}.`)).toBeVisible();
      await page.getByRole("link", { name: `Continue as ${user.username}` }).click();
      await expectHome(page, user);
      await page.goto(other.address);
      await page.getByRole("button", { name: `Sign out ${user.username} first` }).click();
      await expect(page).toHaveURL(/\/set-password\?link=[\w-]{12}&notice=signed-out$/);
      await expect(page.getByText("signed in as")).toHaveCount(0);
      await choosePassword(page);
      await expectHome(page, other);
    });

    test("W27: a sign-in leads back to the whole address, query included", async ({ page, administrator, database }) => {
      const address = `/admin/audit?person=a%2Fb+c%20%C3%A4&type=signed-in&type=signed-out&person=${administrator.username}`;
      await page.goto(address);
      await expect(page).toHaveURL(/\/login\?/);
      await enterPasswordHere(page, administrator);
      await expect(page).toHaveURL(address);
      await page.goto("/admin/users?q=per&state=enabled");
      await endSessions(database, administrator);
      await page.getByRole("button", { name: "Apply", exact: true }).click();
      await expect(page).toHaveURL(/\/login\?next=%2Fadmin%2Fusers%3F[^&]*q%3Dper.*notice=session-ended$/);
      await enterPasswordHere(page, administrator);
      await expect(page).toHaveURL(/\/admin\/users\?.*q=per/);
      expect(page.url()).not.toContain("_rsc");
    });
  });
}
