import { countSessions } from "../support/database";
import { enrolElsewhere } from "../support/enrolment";
import { actOnUser, openUserAction } from "../support/user-actions";
import { enterPassword, expect, expectProblem, newAddress, signInTo, test } from "./fixtures";

const PASSWORD = "four unrelated words walk by";

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("a user becomes an administrator at once, and loses the role at once on an open page", async ({
      page,
      administrator,
      user,
      browser,
    }) => {
      await signInTo(page, administrator);
      const theirs = await (await browser.newContext({ javaScriptEnabled })).newPage();
      await signInTo(theirs, user);
      await page.goto(`/admin/users/${user.id}`);
      await actOnUser(page, "Make administrator");
      await expect(page.getByText(`${user.username} is an administrator now.`)).toBeVisible();
      await theirs.goto(`/admin/users/${administrator.id}/disable`);
      await actOnUser(page, "Remove administrator");
      await expect(page.getByText(`${user.username} is no longer an administrator.`)).toBeVisible();
      const refused = theirs.waitForResponse((response) => response.request().method() === "POST");
      await theirs.getByRole("button", { name: "Disable" }).click();
      expect((await refused).status()).toBe(404);
      expect((await theirs.goto("/admin/users"))?.status()).toBe(404);
      await page.goto(`/admin/users/${administrator.id}`);
      await expect(page.getByRole("link", { name: "Go to your settings" })).toBeVisible();
      await expect(page.getByRole("button", { name: "Remove administrator" })).toHaveCount(0);
      await theirs.context().close();
    });

    test("an account is deleted after its username was entered, and its page says so", async ({
      page,
      administrator,
      user,
      browser,
      database,
    }) => {
      await signInTo(page, administrator);
      const theirs = await (await browser.newContext({ javaScriptEnabled })).newPage();
      await signInTo(theirs, user);
      await page.goto(`/admin/users/${user.id}`);
      const confirmation = await openUserAction(page, "Delete");
      const [name, press] = [
        confirmation.getByLabel(`enter the username ${user.username}`),
        confirmation.getByRole("button", { name: "Delete" }),
      ];
      await name.fill(administrator.username);
      await press.click();
      await expectProblem(page, "Enter the username of this account");
      expect(await database.db.user.count({ where: { id: user.id } })).toBe(1);
      await name.fill(user.username.toUpperCase());
      await press.click();
      await expect(page.getByRole("status").filter({ hasText: `${user.username} was deleted.` })).toBeVisible();
      await expect(page.getByRole("heading", { name: user.username, level: 1 })).toBeVisible();
      await expect(page.getByText(`Deleted by ${administrator.username}`)).toBeVisible();
      await page.getByRole("link", { name: "Show all in the audit log" }).click();
      await expect(page.getByRole("row", { name: "Account deleted" })).toContainText(user.username);
      await theirs.goto("/");
      await expect(theirs.getByText("Your account was deleted by an administrator.")).toBeVisible();
      await enterPassword(theirs, user);
      await expectProblem(theirs, "Incorrect username or password");
      await theirs.context().close();
    });

    test("a link sets a new password, which ends the sessions and leaves 2FA on", async ({
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
      await page.goto(`/admin/users/${user.id}`);
      await actOnUser(page, "New password link");
      const link = await page.getByTestId("one-time-link").innerText();
      await expect(page.getByText(`The new link for ${user.username} is ready.`)).toBeVisible();
      expect(await countSessions(database, user)).toBeGreaterThan(0);
      await page
        .getByRole("button", { name: "Done" })
        .or(page.getByRole("link", { name: "Go to the user" }))
        .click();
      await expect(page.getByTestId("one-time-link")).toHaveCount(0);
      await expect(page.getByText("Password link created")).toBeVisible();
      const theirs = await (await browser.newContext({ javaScriptEnabled })).newPage();
      await theirs.goto(link);
      await theirs.getByLabel("Password").fill(PASSWORD);
      await theirs.getByRole("button", { name: "Set password" }).click();
      await expect(theirs).toHaveURL(/\/login/);
      expect(await countSessions(database, user)).toBe(0);
      await theirs.context().clearCookies();
      await enterPassword(theirs, { ...user, password: PASSWORD });
      await expect(theirs.getByLabel("2FA code")).toBeVisible();
      await theirs.context().close();
    });

    test("email verification is turned off, and the next sign-in needs the password alone", async ({
      page,
      administrator,
      emailUser,
      browser,
    }) => {
      await signInTo(page, administrator);
      await page.goto(`/admin/users/${emailUser.id}`);
      const confirmation = await openUserAction(page, "Turn off email verification");
      await expect(confirmation.getByText("only the password protects the account")).toBeVisible();
      await confirmation.getByRole("button", { name: "Turn off email verification" }).click();
      await expect(page.getByText(`Email verification is off for ${emailUser.username}.`)).toBeVisible();
      const theirs = await (await browser.newContext({ javaScriptEnabled })).newPage();
      await signInTo(theirs, emailUser);
      await theirs.context().close();
    });

    test("after one user another one is created, and the first link is not shown again", async ({ page, administrator, database }) => {
      const usernames = ["one", "two"].map((part) => `${part}-${crypto.randomUUID().slice(0, 8)}`);
      await signInTo(page, administrator);
      await page.goto("/admin/users/new");
      const links: string[] = [];
      for (const username of usernames) {
        await page.getByLabel("Username").fill(username);
        await page.getByRole("button", { name: "Create user" }).click();
        await expect(page.getByText(`An account for ${username} was created.`)).toBeVisible();
        links.push(await page.getByTestId("one-time-link").innerText());
        await page.getByRole("link", { name: "Create another user" }).click();
        await expect(page.getByLabel("Username")).toHaveValue("");
        await expect(page.getByTestId("one-time-link")).toHaveCount(0);
      }
      expect(new Set(links).size).toBe(2);
      await database.db.user.deleteMany({ where: { usernameKey: { in: usernames } } });
    });
  });
}

test("a dialog says what will happen, closes with Escape, and the focus returns to its button", async ({ page, administrator, user }) => {
  await signInTo(page, administrator);
  await page.goto(`/admin/users/${user.id}`);
  await expect(page).toHaveTitle(new RegExp(user.username));
  const button = page.getByRole("button", { name: "Disable", exact: true });
  const confirmation = await openUserAction(page, "Disable");
  await expect(page.getByRole("dialog", { name: `Disable ${user.username}?` })).toBeVisible();
  await expect(confirmation.getByText("can’t sign in until you enable the account")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(button).toBeFocused();
});
