import type { APIResponse, Browser, BrowserContext, Page } from "@playwright/test";
import { clickHydrated } from "../support/browser";
import { ageSessions, ageTwoFactor, countSessions, type TestUser, throttleAttempts } from "../support/database";
import { enableTwoFactor, enrolElsewhere } from "../support/enrolment";
import { mailsTo } from "../support/mailbox";
import { actOnUser, openUserAction } from "../support/user-actions";
import { enterPassword, expect, expectHome, expectProblem, newAddress, signInTo, test } from "./fixtures";

const newName = () => `person-${crypto.randomUUID().slice(0, 8)}`;

/** A separate browser, always with JavaScript. */
async function openBrowser(browser: Browser, use: (page: Page, context: BrowserContext) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ javaScriptEnabled: true });
  await use(await context.newPage(), context);
  await context.close();
}

const rowOf = (page: Page, user: Pick<TestUser, "username">) => page.getByRole("row", { name: user.username });

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("an administrator finds users by name, address and 2FA state", async ({
      page,
      administrator,
      user,
      emailUser,
      database,
      baseURL,
    }) => {
      await enrolElsewhere(baseURL ?? "", user);
      await signInTo(page, administrator);
      await page.goto("/admin/users");
      const search = async (text: string) => {
        await page.getByLabel("Search").fill(text);
        await page.getByRole("button", { name: "Apply" }).click();
        await expect(page).toHaveURL(new RegExp(`q=${encodeURIComponent(text)}(&|$)`));
      };
      const toggle = (state: string) => page.getByRole("link", { name: state, exact: true }).click();
      await search(user.username.slice(3));
      await expect(rowOf(page, user)).toContainText("Enabled");
      await search(user.username);
      await toggle("Not enabled");
      await expect(page.getByText("No users found")).toBeVisible();
      await ageTwoFactor(database, user, 181);
      await toggle("Expired");
      await expect(page).toHaveURL(/state=expired/);
      await expect(rowOf(page, user)).toContainText("Expired");
      await toggle("Expired");
      await expect(page).not.toHaveURL(/state=/);
      await search(emailUser.email.slice(0, 15).toUpperCase());
      await expect(rowOf(page, emailUser)).toContainText("Not enabled");
      await expect(rowOf(page, emailUser)).toContainText("On");
      await page.getByRole("link", { name: "Clear filters" }).click();
      await expect(page.getByLabel("Search")).toHaveValue("");
    });

    test("filters of groups can be combined, and a column head sorts and turns the order around", async ({
      page,
      administrator,
      newUser,
      database,
    }) => {
      const start = `g${crypto.randomUUID().slice(0, 6)}-`;
      const [second, tenth] = [await newUser({ username: `${start}2` }), await newUser({ username: `${start}10` })];
      await database.db.user.update({ where: { id: tenth.id }, data: { disabledAt: new Date() } });
      await signInTo(page, administrator);
      await page.goto(`/admin/users?q=${start}`);
      const rows = page.getByRole("row").filter({ hasText: start });
      await expect(rows.nth(0)).toContainText(second.username);
      await expect(page.getByRole("columnheader", { name: "User" })).toHaveAttribute("aria-sort", "ascending");
      await page.getByRole("columnheader", { name: "User" }).getByRole("link").click();
      await expect(page.getByRole("columnheader", { name: "User" })).toHaveAttribute("aria-sort", "descending");
      await expect(rows.nth(0)).toContainText(tenth.username);
      await page.getByRole("link", { name: "Disabled", exact: true }).click();
      await expect(rows).toHaveCount(1);
      await expect(page.getByText("1 user found")).toBeVisible();
      await expect(rows).toContainText(tenth.username);
      await page.getByRole("link", { name: "Administrators", exact: true }).click();
      await expect(page.getByText("No users found.")).toBeVisible();
      await page.getByRole("link", { name: "Clear filters" }).click();
      await expect(page.getByText(/^[\d,]+\+? users, /)).toBeVisible();
    });

    test("an administrator resets 2FA after reverification; the user is notified and signs in without it", async ({
      page,
      administrator,
      newUser,
      database,
      baseURL,
      browser,
    }) => {
      const user = await newUser({ confirmedEmail: newAddress() });
      await enrolElsewhere(baseURL ?? "", user);
      await signInTo(page, administrator);
      await ageSessions(database, administrator, 600);
      await page.goto(`/admin/users/${user.id}`);
      await expect(page.getByRole("heading", { name: "Signed-in devices" })).toBeVisible();
      await expect(page.getByText("2FA enabled", { exact: true })).toBeVisible();
      const confirmation = await openUserAction(page, "Reset 2FA");
      const reset = confirmation.getByRole("button", { name: "Reset 2FA" });
      await expect(confirmation.getByRole("heading", { name: `Reset 2FA for ${user.username}?` })).toBeVisible();
      await expect(confirmation.getByLabel("Password")).toBeVisible();
      await reset.click();
      await expectProblem(page, "Enter your password to continue");
      await confirmation.getByLabel("Password").fill("not the password");
      await reset.click();
      await expectProblem(page, "Incorrect password. Try again.");
      await confirmation.getByLabel("Password").fill(administrator.password);
      await reset.click();
      await expect(page.getByText(`2FA is off for ${user.username}`)).toContainText("is in the outbox");
      await expect(page.getByText(`by ${administrator.username}`).first()).toBeVisible();
      await expect(page.getByRole("button", { name: "Reset 2FA" })).toHaveCount(0);
      expect(await countSessions(database, user)).toBe(0);
      const mails = await mailsTo(database, user.email ?? "");
      const mail = mails.find(({ subject }) => subject === "Latchkey: Your two-factor authentication was reset");
      expect(mail?.text).toContain(administrator.username);
      await openBrowser(browser, (theirs) => signInTo(theirs, user));
    });

    test("disabling a user ends their sessions at once; enabling lets them sign in again", async ({
      page,
      administrator,
      user,
      browser,
    }) => {
      await signInTo(page, administrator);
      await openBrowser(browser, async (theirs) => {
        await signInTo(theirs, user);
        await page.goto(`/admin/users/${user.id}`);
        await actOnUser(page, "Sign out everywhere");
        await expect(page.getByText("was signed out everywhere")).toBeVisible();
        await theirs.goto("/");
        await expect(theirs).toHaveURL(/\/login/);
        await actOnUser(page, "Disable");
        await expect(page.getByText(`${user.username} is disabled`)).toBeVisible();
        await enterPassword(theirs, user);
        await expectProblem(theirs, "This account is disabled");
        await actOnUser(page, "Enable");
        await expect(page.getByText(`${user.username} is enabled`)).toBeVisible();
        await signInTo(theirs, user);
      });
    });

    test("an administrator invites a user; the link sets a password once and starts no session", async ({
      page,
      administrator,
      database,
      browser,
    }) => {
      const username = newName();
      const email = `${username}@example.com`;
      await signInTo(page, administrator);
      await page.goto("/admin/users");
      await page.getByRole("link", { name: "Create user" }).click();
      await page.getByLabel("Username").fill(administrator.username);
      await page.getByRole("button", { name: "Create user" }).click();
      await expectProblem(page, "taken");
      await page.getByLabel("Username").fill(username);
      await page.getByLabel("Email").fill(email);
      await page.getByRole("button", { name: "Create user" }).click();
      const link = await page.getByTestId("one-time-link").innerText();
      await expect(page.getByText(`Email isn’t set up on this server, so ${email} wasn’t sent the link.`)).toBeVisible();
      expect(await mailsTo(database, email), "A6: no link waits in the outbox").toEqual([]);
      const context = await browser.newContext({ javaScriptEnabled });
      const theirs = await context.newPage();
      for (const visit of ["a scanner", "the person"]) {
        await theirs.goto(link);
        await expect(theirs.getByRole("heading", { name: "Set your password" }), visit).toBeVisible();
      }
      await expect(theirs.getByLabel("Username")).toHaveValue(username);
      await theirs.getByLabel("Password").fill("passwordpassword");
      await theirs.getByRole("button", { name: "Set password" }).click();
      await expectProblem(theirs, "This password is well known");
      await theirs.getByLabel("Password").fill("correct horse battery");
      await theirs.getByRole("button", { name: "Set password" }).click();
      await expectHome(theirs, { username });
      await theirs.goto(link);
      await expect(theirs.getByText("This link is no longer valid")).toBeVisible();
      await context.clearCookies();
      await signInTo(theirs, { username, password: "correct horse battery" });
      await context.close();
      await database.db.user.deleteMany({ where: { usernameKey: username } });
    });
  });
}

test("with 2FA on an action asks for a code, and the next one needs none", async ({ page, administrator, user, database }) => {
  await signInTo(page, administrator);
  const { backupCodes } = await enableTwoFactor(page);
  await ageSessions(database, administrator, 600);
  await page.goto(`/admin/users/${user.id}/disable`);
  await page.getByRole("button", { name: "Disable" }).click();
  await expectProblem(page, "Please enter your 2FA code");
  await page.getByLabel("2FA code").fill(backupCodes[0] ?? "");
  await page.getByRole("button", { name: "Disable" }).click();
  await expect(page.getByText(`${user.username} is disabled`)).toBeVisible();
  const confirmation = await openUserAction(page, "Enable");
  await expect(confirmation.getByText("You recently confirmed it’s you")).toBeVisible();
  await confirmation.getByRole("button", { name: "Enable" }).click();
  await expect(page.getByText(`${user.username} is enabled`)).toBeVisible();
});

test("after an action the focus is on its outcome; a user's page shows the throttle, and Unlock ends it", async ({
  page,
  administrator,
  user,
  database,
}) => {
  await throttleAttempts(database, user, "password", new Date("2040-01-02T03:04:05Z"));
  await signInTo(page, administrator);
  await page.goto(`/admin/users/${user.id}`);
  await expect(page.getByText("Passwords in new browsers: throttled until January 2, 2040")).toContainText("3:04:05");
  await actOnUser(page, "Disable", clickHydrated);
  const done = page.getByRole("status").filter({ hasText: `${user.username} is disabled` });
  await expect(page.locator(":focus").filter({ has: done })).toBeVisible();
  await actOnUser(page, "Unlock", clickHydrated);
  await expect(page.getByRole("status").filter({ hasText: `${user.username} can sign in again right away` })).toBeVisible();
  await expect(page.getByText("Too many failed attempts")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Unlock" })).toHaveCount(0);
});

test("on a phone the first rows are visible, and the collapsed line names the filters", async ({ page, administrator, user }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signInTo(page, administrator);
  for (const path of ["/admin/users", "/admin/audit"]) {
    await page.goto(path);
    await expect(page.getByRole("row").nth(1)).toBeInViewport();
  }
  await page.goto(`/admin/audit?person=${user.username}`);
  await expect(page.getByLabel("Event")).toBeHidden();
  await page.getByText("More filters").click();
  await page.getByLabel("Event").selectOption("Signed in");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByText("More filters · Event: Signed in")).toBeVisible();
  await expect(page.getByLabel("Event")).toBeHidden();
  await page.setViewportSize({ width: 1440, height: 900 });
  await expect(page.getByLabel("Event")).toHaveValue("signed-in");
  await expect(page.getByLabel("Event")).toBeVisible();
});

test("the list follows the typing, keeps what is typed meanwhile and says how many users are found", async ({
  page,
  administrator,
  newUser,
}) => {
  const start = `t${crypto.randomUUID().slice(0, 6)}-`;
  for (const end of ["ada", "bob"]) await newUser({ username: start + end });
  await signInTo(page, administrator);
  await page.goto("/admin/users?sort=created");
  await expect(page.getByRole("row").nth(1)).toBeVisible();
  await page.keyboard.press("/");
  const field = page.getByLabel("Search");
  await expect(field).toBeFocused();
  await field.pressSequentially(start);
  await expect(page.getByRole("status").filter({ hasText: "2 users found" })).toBeVisible();
  await expect(page).toHaveURL(/sort=created/);
  await field.pressSequentially("ada");
  await expect(page.getByRole("status").filter({ hasText: "1 user found" })).toBeVisible();
  await expect(field).toBeFocused();
  await expect(field).toHaveValue(`${start}ada`);
  await page.keyboard.press("/");
  await expect(field, "a slash can be typed").toHaveValue(`${start}ada/`);
});

test("a row leads to its user, wherever it is pressed", async ({ page, administrator, user, context }) => {
  await signInTo(page, administrator);
  await page.goto(`/admin/users?q=${user.username}`);
  const opened = context.waitForEvent("page");
  await rowOf(page, user).getByText("Never").last().click({ button: "middle", force: true });
  expect((await opened).url()).toContain(`/admin/users/${user.id}`);
  await rowOf(page, user).getByText("Never").last().click({ force: true });
  await expect(page.getByRole("heading", { name: user.username, level: 1 })).toBeVisible();
});

test("only administrators see the pages and the links to them", async ({ page, user, administrator }) => {
  await signInTo(page, user);
  await page.getByRole("button", { name: user.username }).click();
  await expect(page.getByRole("link", { name: "Settings" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Users" })).toHaveCount(0);
  for (const path of ["", "/new", `/${administrator.id}`, `/${administrator.id}/disable`, "/nobody", `/${administrator.id}/explode`]) {
    const answer = await page.goto(`/admin/users${path}`);
    expect(answer?.status(), path).toBe(404);
    await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();
    await expect(page.getByText(administrator.username)).toHaveCount(0);
  }
  await page.context().clearCookies();
  await page.goto("/admin/users");
  await expect(page).toHaveURL("/login?next=%2Fadmin%2Fusers");
});

/** Replays the browser's form submission in another browser, as a form of the user `as` if there is one. */
async function replay(
  page: Page,
  submit: () => Promise<void>,
  context: BrowserContext,
  as?: { from: TestUser; to: TestUser },
): Promise<APIResponse> {
  const sent = page.waitForRequest((request) => request.method() === "POST" && request.url().includes("/admin/users"));
  await submit();
  const request = await sent;
  const { cookie, ...headers } = await request.allHeaders();
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(":")));
  expect(cookie, "the administrator's own cookie stays out").toBeTruthy();
  const data = request.postDataBuffer() ?? Buffer.from("");
  // Ids have one length, so the length of the body does not change.
  const sentAs = as ? Buffer.from(data.toString("latin1").replaceAll(as.from.id, as.to.id), "latin1") : data;
  return context.request.post(request.url(), { headers: kept, data: sentAs });
}

for (const javaScriptEnabled of [true, false]) {
  test(`an action replayed by another user does nothing, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async ({
    browser,
    administrator,
    user,
    newUser,
    database,
  }) => {
    const target = await newUser();
    const context = await browser.newContext({ javaScriptEnabled });
    const page = await context.newPage();
    await signInTo(page, administrator);
    await openBrowser(browser, async (theirs, theirContext) => {
      await signInTo(theirs, user);
      await page.goto(`/admin/users/${target.id}/disable`);
      const disable = () => page.getByRole("button", { name: "Disable" }).click();
      const as = { from: administrator, to: user };
      const answer = await replay(page, disable, theirContext, as);
      expect(answer.status()).toBe(404);
      await expect(page.getByText(`${target.username} is disabled`)).toBeVisible();
      await database.db.user.update({ where: { id: target.id }, data: { disabledAt: null } });
      await page.goto(`/admin/users/${target.id}/disable`);
      expect((await replay(page, disable, context)).status(), "the same request is heard from an administrator").toBeLessThan(400);
      await expect(page.getByText(`${target.username} is disabled`)).toBeVisible();
      const events = await database.db.auditEvent.findMany({ where: { subjectUserId: target.id } });
      expect(events.map(({ actorUserId }) => actorUserId)).toEqual([administrator.id, administrator.id]);
      const username = newName();
      await page.goto("/admin/users/new");
      await page.getByLabel("Username").fill(username);
      const created = () => page.getByRole("button", { name: "Create user" }).click();
      expect((await replay(page, created, theirContext, as)).status()).toBe(404);
      await expect(page.getByTestId("one-time-link")).toBeVisible();
      const made = await database.db.auditEvent.findMany({ where: { type: "user-created", actorUserId: user.id } });
      expect(made).toEqual([]);
      await database.db.user.deleteMany({ where: { usernameKey: username } });
    });
    await context.close();
  });
}
