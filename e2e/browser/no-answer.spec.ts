import type { Page } from "@playwright/test";
import { waitForHydration } from "../support/browser";
import { enrolElsewhere } from "../support/enrolment";
import { enterCode, enterPassword, enterPasswordHere, expect, expectHome, expectProblem, test } from "./fixtures";

const KEPT = "The server isn’t available right now. What you entered is still here";

/** Requests of the page get this answer, as from a console in an outage, or none. */
async function leaveUnanswered(page: Page, how: "outage" | "network"): Promise<void> {
  await page.route("**/*", async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    if (how === "network") return route.abort();
    return route.fulfill({ status: 503, contentType: "text/plain", body: "Temporarily unavailable" });
  });
}

for (const how of ["outage", "network"] as const) {
  test(`a sign-in without an answer (${how}) keeps its input, and can be sent again`, async ({ page, user, consoleErrors }) => {
    await page.goto("/login");
    await waitForHydration(page);
    await leaveUnanswered(page, how);
    await enterPasswordHere(page, user);
    await expectProblem(page, KEPT);
    await expect(page.getByLabel("Username or email")).toHaveValue(user.username);
    await expect(page.getByLabel("Password")).toHaveValue(user.password);
    expect(consoleErrors.splice(0)).toEqual([expect.stringContaining("Failed to load resource")]);
    await page.unroute("**/*");
    await page.getByRole("button", { name: "Login" }).click();
    await expectHome(page, user);
  });
}

test("a code without an answer stays entered, and can be sent again", async ({ page, user, consoleErrors, baseURL }) => {
  const { authenticator } = await enrolElsewhere(baseURL ?? "", user);
  await enterPassword(page, user);
  await expect(page).toHaveURL("/login/verify");
  await waitForHydration(page);
  await leaveUnanswered(page, "outage");
  const code = await authenticator.nextCode();
  await enterCode(page, code);
  await expectProblem(page, KEPT);
  await expect(page.getByLabel("2FA code")).toHaveValue(code);
  expect(consoleErrors.splice(0)).toEqual([expect.stringContaining("Failed to load resource")]);
  await page.unroute("**/*");
  await enterCode(page, code);
  await expectHome(page, user);
});
