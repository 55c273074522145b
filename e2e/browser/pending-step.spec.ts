import { ageAttempts, countSessions } from "../support/database";
import { type EnrolledApp, enrolElsewhere } from "../support/enrolment";
import { test as base, enterCode, enterPassword, enterPasswordHere, expect, expectHome, expectProblem, signInWithCode } from "./fixtures";

/** A user with 2FA, signed out. */
const test = base.extend<{ app: EnrolledApp }>({
  app: async ({ baseURL, user }, use) => {
    await use(await enrolElsewhere(baseURL ?? "", user));
  },
});

const CLOSED = ["/", "/settings", "/settings/two-factor"];

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("the pending step survives reloading, leaving and returning", async ({ page, user, app }) => {
      await enterPassword(page, user);
      await expect(page).toHaveURL("/login/verify");
      await page.reload();
      await page.goto("about:blank");
      await page.goto("/login/verify");
      await enterCode(page, await app.authenticator.nextCode());
      await expectHome(page, user);
    });

    test("other pages redirect to the pending step and change nothing", async ({ page, user, app, database }) => {
      await page.goto("/login");
      await expect(page.getByRole("link", { name: "Continue signing in" })).toHaveCount(0);
      await enterPassword(page, user);
      await expect(page).toHaveURL("/login/verify");
      const attempts = () => database.db.loginAttempt.findMany({ where: { userId: user.id }, orderBy: { createdAt: "asc" } });
      const before = await attempts();
      await page.goto("/settings");
      await expect(page).toHaveURL("/login?next=%2Fsettings");
      await expect(page.getByLabel("Username or email")).toBeVisible();
      await page.goto("/login");
      await page.getByRole("link", { name: "Continue signing in" }).click();
      await expect(page).toHaveURL("/login/verify");
      expect(await attempts()).toEqual(before);
      await enterCode(page, await app.authenticator.nextCode());
      await expectHome(page, user);
    });

    test("Continue signing in redirects to the page that was requested last", async ({ page, user, app }) => {
      await enterPassword(page, user);
      await expect(page).toHaveURL("/login/verify");
      await page.goto("/settings/devices");
      await page.getByRole("link", { name: "Continue signing in" }).click();
      await enterCode(page, "000000");
      await expectProblem(page, "4 attempts left");
      await enterCode(page, await app.authenticator.nextCode());
      await expect(page).toHaveURL("/settings/devices");
    });

    test("Back keeps the requested page and Remember me; a foreign redirect target is ignored", async ({ page, user, app }) => {
      await page.goto("/settings");
      await enterPasswordHere(page, user, { remember: true });
      await expect(page).toHaveURL("/login/verify");
      await page.goto("/login/verify?next=https://evil.example/");
      await page.getByRole("button", { name: "Back" }).click();
      await expect(page).toHaveURL("/login?next=%2Fsettings&remember=on");
      await expect(page.getByLabel("Remember me")).toBeChecked();
      expect(app.backupCodes).toHaveLength(6);
    });

    test("a code for a sign-in that another tab cancelled is answered with that reason", async ({ page, context, user, app }) => {
      await enterPassword(page, user);
      await expect(page).toHaveURL("/login/verify");
      const other = await context.newPage();
      await other.goto("/login/verify");
      await other.getByRole("button", { name: "Back" }).click();
      await expect(other).toHaveURL("/login");
      await other.close();
      await enterCode(page, await app.authenticator.nextCode());
      await expect(page.getByRole("status").filter({ hasText: "was canceled or took too long" })).toBeVisible();
      await expect(page.getByLabel("Username or email")).toBeVisible();
    });

    test("Back cancels the pending step", async ({ page, user, app }) => {
      await enterPassword(page, user);
      await page.getByRole("button", { name: "Back" }).click();
      await expect(page).toHaveURL("/login");
      await expect(page.getByRole("link", { name: "Continue signing in" })).toHaveCount(0);
      await page.goto("/login/verify");
      await expect(page).toHaveURL("/login");
      await expect(page.getByLabel("2FA code")).toHaveCount(0);
      expect(app.backupCodes).toHaveLength(6);
    });

    test("after 10 minutes the page says to start again, and reloading does not sign in", async ({ page, user, app, database }) => {
      await enterPassword(page, user);
      await expect(page).toHaveURL("/login/verify");
      const sessions = await countSessions(database, user);
      await ageAttempts(database, user, 601);
      await enterCode(page, await app.authenticator.nextCode());
      await expect(page.getByText(/start again/i).first()).toBeVisible();
      await page.reload();
      await expect(page.getByText(/start again/i).first()).toBeVisible();
      await expect(page.getByText(/expired/i)).toHaveCount(0);
      expect(await countSessions(database, user)).toBe(sessions);
      await page.goto("/");
      await expect(page).toHaveURL(/\/login/);
    });

    test("five wrong codes end the pending step; the right one no longer helps", async ({ page, user, app }) => {
      await enterPassword(page, user);
      for (const left of ["4 attempts left", "3 attempts left", "2 attempts left", "1 attempt left"]) {
        await enterCode(page, "000000");
        await expectProblem(page, left);
      }
      await enterCode(page, "000000");
      await expect(page.getByText(/start again/i).first()).toBeVisible();
      await page.goto("/login/verify");
      await expect(page.getByLabel("2FA code")).toHaveCount(0);
      await signInWithCode(page, user, await app.authenticator.nextCode());
    });
  });
}

test("before the second factor passes there is no session, cookie or page", async ({ page, user, app, database }) => {
  const sessions = await countSessions(database, user);
  await enterPassword(page, user);
  await expect(page).toHaveURL("/login/verify");
  for (const address of CLOSED) {
    const response = await page.goto(address);
    expect(page.url(), address).toMatch(/\/login/);
    expect(await response?.text(), address).not.toContain("Sign out");
  }
  const names = (await page.context().cookies()).map(({ name }) => name);
  expect(names.filter((name) => name.includes("session"))).toEqual([]);
  expect(await countSessions(database, user)).toBe(sessions);
  await page.goto("/login/verify");
  await enterCode(page, await app.authenticator.nextCode());
  await expectHome(page, user);
});

test("a user is redirected to the requested page", async ({ page, user, app }) => {
  await page.goto("/settings");
  await expect(page).toHaveURL("/login?next=%2Fsettings");
  await enterPasswordHere(page, { ...user, username: user.username.toUpperCase() });
  await enterCode(page, await app.authenticator.nextCode());
  await expect(page).toHaveURL("/settings");
});

test("next-auth's own routes are not served", async ({ page, user }) => {
  for (const address of ["session", "csrf", "providers", "signin", "signout"]) {
    expect((await page.request.get(`/api/auth/${address}`)).status(), address).toBe(404);
  }
  const form = { username: user.username, password: user.password, ticket: "guess" };
  expect((await page.request.post("/api/auth/callback/credentials", { form })).status()).toBe(404);
  expect((await page.context().cookies()).filter(({ name }) => name.includes("session"))).toEqual([]);
});
