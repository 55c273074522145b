import type { Page } from "@playwright/test";
import { enrolElsewhere } from "../support/enrolment";
import { enterCode, enterPassword, expect, expectHome, expectProblem, test } from "./fixtures";

const KEPT = "The console cannot answer just now. What you typed is still here";

/** Requests of the page get this answer, as from a console in an outage, or none. */
async function leaveUnanswered(page: Page, how: "outage" | "network"): Promise<void> {
  await page.route("**/*", async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    if (how === "network") return route.abort();
    return route.fulfill({ status: 503, contentType: "text/plain", body: "The console cannot answer just now" });
  });
}

for (const how of ["outage", "network"] as const) {
  test(`a sign-in without an answer (${how}) keeps its input, and can be sent again`, async ({ page, user, consoleErrors }) => {
    await page.goto("/login");
    await page.getByLabel("Username or email").fill(user.username);
    await page.getByLabel("Password").fill(user.password);
    await leaveUnanswered(page, how);
    await page.getByRole("button", { name: "Login" }).click();
    await expectProblem(page, KEPT);
    await expect(page.getByLabel("Username or email")).toHaveValue(user.username);
    await expect(page.getByLabel("Password")).toHaveValue(user.password);
    expect(consoleErrors.splice(0)).toEqual([expect.stringContaining("Failed to load resource")]);
    await page.unroute("**/*");
    await page.getByRole("button", { name: "Login" }).click();
    await expectHome(page, user);
  });
}

test("a code without an answer stays entered, and can be sent again", async ({ browser, user, consoleErrors, baseURL }) => {
  const { authenticator } = await enrolElsewhere(baseURL ?? "", user);
  const other = await (await browser.newContext({ baseURL })).newPage();
  await enterPassword(other, user);
  await other.waitForURL("**/login/verify");
  await leaveUnanswered(other, "outage");
  const code = await authenticator.nextCode();
  await enterCode(other, code);
  await expectProblem(other, KEPT);
  await expect(other.getByLabel("2FA code")).toHaveValue(code);
  await other.unroute("**/*");
  await other.getByRole("button", { name: "Login" }).click();
  await expectHome(other, user);
  expect(consoleErrors).toEqual([]);
  await other.context().close();
});
