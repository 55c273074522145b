import type { Page } from "@playwright/test";
import { clickHydrated } from "../support/browser";
import { throttleAttempts } from "../support/database";
import { enableTwoFactor } from "../support/enrolment";
import { mailsTo } from "../support/mailbox";
import { findMixedTexts, findTooWide } from "../support/page-checks";
import { enterCode, enterPassword, expect, test } from "./fixtures";

const unique = () => crypto.randomUUID().replaceAll("-", "");
/** Padded to the length, and unique. */
const fill = (text: string, length: number) => {
  const end = unique().slice(0, 4);
  return `${[...text.repeat(length)].slice(0, length - end.length).join("")}${end}`;
};

const NAMES: Record<string, () => string> = {
  "24 letters": () => fill("w", 24),
  "64 wide letters": () => fill("W", 64),
  "stacked combining marks": () => fill("a\u0300\u0301\u0302\u0303\u0316\u0323", 64),
  "right-to-left letters": () => fill("ש", 64),
  "wide CJK": () => fill("漢", 64),
  "dots and dashes": () => fill("-._", 64),
};

const WIDTHS = [390, 320];

async function expectFits(page: Page, what: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 844 });
    expect(await findTooWide(page), `${what} at ${width} px`).toEqual([]);
  }
  expect(await findMixedTexts(page), `${what}: each text stands alone in its element`).toEqual([]);
}

async function visit(page: Page, paths: string[]): Promise<void> {
  for (const path of paths) {
    await page.goto(path);
    await expect(page.getByRole("main")).toBeVisible();
    await expectFits(page, path);
  }
}

const OWN = ["", "/security", "/security/password", "/security/activity", "/devices", "/security/backup-codes", "/two-factor"];

test.describe.configure({ timeout: 120_000 });
// A long name makes a dense QR code.
test.use({ deviceScaleFactor: 2 });

/** In every run; the other kinds in `npm run test:full` only. */
const ALWAYS = ["64 wide letters"];

for (const [kind, makeName] of Object.entries(NAMES)) {
  const tag = ALWAYS.includes(kind) ? [] : ["@full"];
  test(`no page is wider than a phone with a name of ${kind}`, { tag }, async ({ page, newUser, database }) => {
    const username = makeName();
    const email = `${unique()}${unique()}@${fill("x", 60)}.example`;
    const user = await newUser({ username, confirmedEmail: email, admin: true, securityMails: true });
    const other = await newUser({ username: makeName(), email: `${unique()}${unique()}@example.com` });
    await throttleAttempts(database, other, "password", new Date("2040-01-02T03:04:05Z"));

    await enterPassword(page, user);
    await expect(page.getByRole("heading", { level: 1 })).toContainText(username);
    await expectFits(page, "home");
    const { authenticator, backupCodes } = await enableTwoFactor(page);
    await visit(page, ["/", ...OWN.map((path) => `/settings${path}`), "/settings/security/replace-backup-codes"]);
    await page.goto("/settings/security");
    await clickHydrated(page.getByRole("button", { name: "Disable 2FA" }));
    await expect(page.getByRole("dialog", { name: "Disable 2FA" })).toBeVisible();
    await expectFits(page, "the dialog to disable 2FA");
    await page.goto("/");
    await page.getByRole("banner").getByRole("button").click();
    await expect(page.getByRole("link", { name: "Settings" })).toBeVisible();
    await expectFits(page, "the account menu");
    await clickHydrated(page.getByRole("link", { name: "Settings" }));
    await expect(page.getByRole("dialog").getByRole("button", { name: "Submit" })).toBeVisible();
    await expectFits(page, "the settings as a modal");

    const actions = ["", "/new-link", "/sign-out-everywhere", "/disable", "/delete"].map((path) => `/${other.id}${path}`);
    const users = ["", `?q=${encodeURIComponent(other.username)}`, `/${user.id}`, "/new", ...actions];
    await visit(page, [...users.map((path) => `/admin/users${path}`), "/admin/audit", `/admin/audit?person=${user.id}`, "/admin/outbox"]);
    await page.goto(`/admin/users/${other.id}/disable`);
    await page.getByLabel("2FA code").fill(await authenticator.nextCode());
    await page.getByRole("main").getByRole("button", { name: "Disable" }).click();
    await expect(page.getByText("is disabled")).toBeVisible();
    await expectFits(page, "what was done to a user");

    await page.context().clearCookies();
    await enterPassword(page, user);
    await expect(page.getByLabel("2FA code")).toBeVisible();
    await expectFits(page, "the second step of signing in");
    await enterCode(page, backupCodes[0] ?? "");
    await page.waitForURL("/");
    const [mail] = await mailsTo(database, email);
    expect(mail?.text).toContain(username);
  });
}
