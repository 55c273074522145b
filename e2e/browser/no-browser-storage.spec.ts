import { expect, signInTo, signOut, test } from "./fixtures";

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("W12: a token in a URL is sent in no Referer, and the page's form works", async ({ page }) => {
      const token = "t".repeat(43);
      const sent: Promise<Record<string, string>>[] = [];
      page.on("request", (request) => sent.push(request.allHeaders()));
      for (const path of ["/setup", "/set-password"]) {
        await page.goto(`${path}?token=${token}`);
        await page.getByRole("button", { name: "Dark" }).click();
        await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
        await page.getByRole("button", { name: "System" }).click();
        await expect(page.locator("html")).toHaveAttribute("data-theme", "system");
        await page.getByRole("main").getByRole("link").last().click();
        await expect(page).toHaveURL("/login");
      }
      const referers = (await Promise.all(sent)).map(({ referer }) => referer);
      expect(referers.length).toBeGreaterThan(6);
      expect(referers.filter((referer) => referer?.includes(token))).toEqual([]);
    });
  });
}

test("W13: after signing out, Back shows no signed-in page, and the browser stays known", async ({ page, user, database }) => {
  await signInTo(page, user);
  await page.goto("/settings");
  await page.evaluate(() => localStorage.setItem("kept", "by the console"));
  await signOut(page, user);
  await expect(page.getByText("You’re signed out.")).toBeVisible();
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
  for (const address of ["/login?next=%2Fsettings", "/login"]) {
    await page.goBack();
    // Back may lead to a separate page; the one before it has the same fields.
    await expect(page).toHaveURL(address);
    await expect(page.getByLabel("Username or email")).toBeVisible();
    await expect(page.getByText(user.username)).toHaveCount(0);
  }
  await signInTo(page, user);
  expect(await database.db.knownBrowser.count({ where: { userId: user.id } })).toBe(1);
});
