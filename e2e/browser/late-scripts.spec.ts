import type { Page } from "@playwright/test";
import { clickHydrated, holdScripts, loseScripts, waitForHydration } from "../support/browser";
import type { TestUser } from "../support/database";
import { expect, expectHome, expectProblem, signInTo, test } from "./fixtures";

async function fillIn(page: Page, user: TestUser): Promise<void> {
  await page.getByLabel("Username or email").fill(user.username);
  await page.getByLabel("Password").fill(user.password);
}

/** Also while the button says that it is busy. */
const pressLogin = (page: Page) => page.locator("form button[type=submit]").first().click({ noWaitAfter: true, force: true });

/** How browser extensions change a page before its scripts run. */
const EXTENSIONS: Record<string, () => void> = {
  "an element beside each field, and an attribute on it": () => {
    for (const input of document.querySelectorAll("form input")) {
      input.setAttribute("data-lastpass-icon-root", "true");
      input.after(document.createElement("com-1password-button"));
    }
  },
  "an element before everything in the form": () => {
    for (const form of document.forms) form.prepend(document.createElement("div"));
  },
  "elements in head and body, attributes on html and body": () => {
    document.documentElement.setAttribute("data-darkreader-mode", "dynamic");
    document.body.setAttribute("cz-shortcut-listen", "true");
    document.head.prepend(document.createElement("meta"));
    document.body.prepend(document.createElement("grammarly-desktop-integration"));
    document.body.append(document.createElement("div"));
  },
  "a wrapper around each label": () => {
    for (const label of document.querySelectorAll("label")) {
      const wrapper = document.createElement("span");
      label.replaceWith(wrapper);
      wrapper.append(label);
    }
  },
  "another text in a heading": () => {
    for (const heading of document.querySelectorAll("h1")) heading.textContent = "Anmelden";
  },
};

for (const [what, extend] of Object.entries(EXTENSIONS)) {
  test(`what is entered before hydration survives ${what}`, async ({ page, consoleErrors }) => {
    const { release } = await holdScripts(page);
    await page.goto("/login", { waitUntil: "commit" });
    await expect(page.getByRole("button", { name: "Login" })).toBeVisible();
    await page.evaluate(extend);
    await page.getByLabel("Password").fill("something secret");
    await page.getByLabel("Remember me").check();
    await page.getByLabel("Username or email").fill("somebody");
    await page.getByLabel("Username or email").evaluate((field: HTMLInputElement) => field.setSelectionRange(2, 5));
    await release();
    await waitForHydration(page);
    await expect(page.getByLabel("Username or email")).toHaveValue("somebody");
    await expect(page.getByLabel("Password")).toHaveValue("something secret");
    await expect(page.getByLabel("Remember me")).toBeChecked();
    await expect(page.getByLabel("Username or email")).toBeFocused();
    const selection = () =>
      page.getByLabel("Username or email").evaluate(({ selectionStart, selectionEnd }: HTMLInputElement) => [selectionStart, selectionEnd]);
    expect(await selection()).toEqual([2, 5]);
    // React reports that it rendered the page again (error 418); no other error is allowed.
    for (const error of consoleErrors.splice(0)) expect(error).toContain("418");
  });
}

test("filters chosen before hydration survive, and are sent", async ({ page, administrator, consoleErrors }) => {
  await signInTo(page, administrator);
  const { release } = await holdScripts(page);
  await page.goto("/admin/audit", { waitUntil: "commit" });
  await expect(page.getByRole("button", { name: "Apply", exact: true })).toBeVisible();
  await page.evaluate(() => document.forms.namedItem("")?.prepend(document.createElement("div")));
  for (const form of await page.getByRole("search").all()) await form.evaluate((element) => element.append(document.createElement("i")));
  await page.getByLabel("Event").selectOption("2FA reset");
  await page.getByLabel("From (UTC)").fill("2020-01-01");
  await release();
  await page.waitForLoadState("networkidle");
  await expect(page.getByLabel("Event")).toHaveValue("two-factor-reset");
  await expect(page.getByLabel("From (UTC)")).toHaveValue("2020-01-01");
  await clickHydrated(page.getByRole("button", { name: "Apply", exact: true }));
  await expect(page).toHaveURL(/type=two-factor-reset.*from=2020-01-01/);
  for (const error of consoleErrors.splice(0)) expect(error).toContain("418");
});

test("a sign-in works without all scripts, and without each one of them", async ({ page, user, consoleErrors }) => {
  const scripts = new Set<string>();
  page.on("request", (request) => request.resourceType() === "script" && scripts.add(new URL(request.url()).pathname));
  await page.goto("/login", { waitUntil: "networkidle" });
  const each = [...scripts].map((path) => ({ name: path, isLost: (url: string) => url.includes(path) }));
  expect(each.length).toBeGreaterThan(3);
  for (const { name, isLost } of [{ name: "all", isLost: () => true }, ...each]) {
    await page.context().clearCookies();
    await page.unrouteAll();
    await loseScripts(page, isLost);
    await page.goto("/login");
    await fillIn(page, user);
    await pressLogin(page);
    await expect(page.getByRole("button", { name: user.username }), `without ${name}`).toBeVisible();
  }
  consoleErrors.splice(0);
});

test("if the check does not load, the form is sent unchecked after a second", async ({ page, user }) => {
  await page.clock.install();
  await page.goto("/login");
  await waitForHydration(page);
  await page.waitForLoadState("networkidle");
  await page.route("**/_next/static/**/*.js*", () => undefined);
  await fillIn(page, user);
  await pressLogin(page);
  await page.clock.fastForward(1_100);
  await page.unrouteAll();
  await expectHome(page, user);
});

test("a press without an answer says so after a while, can be repeated, and does not block the next one", async ({ page, user }) => {
  await page.clock.install();
  await page.goto("/login");
  await waitForHydration(page);
  await fillIn(page, user);
  let posts = 0;
  await page.route("**/login", (route) => {
    if (route.request().method() !== "POST") return route.continue();
    posts += 1;
    return undefined;
  });
  await pressLogin(page);
  await expect(page.getByRole("button", { name: "Signing in…" })).toBeVisible();
  await expect.poll(() => posts).toBe(1);
  await pressLogin(page);
  await expect(page.getByRole("button", { name: "Still waiting for a response…" })).toBeVisible();
  expect(posts, "the second press sends nothing while the first is under way").toBe(1);
  await page.clock.fastForward(15_100);
  await expectProblem(page, "The server isn’t available right now. What you entered is still here");
  await expect(page.getByLabel("Password")).toHaveValue(user.password);
  await page.unrouteAll();
  await pressLogin(page);
  await expectHome(page, user);
});

test("an answer keeps input from after the form was sent", async ({ page, user }) => {
  await page.goto("/login");
  await waitForHydration(page);
  await fillIn(page, { ...user, password: "not the password" });
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route("**/login", async (route) => {
    if (route.request().method() === "POST") await held;
    await route.continue();
  });
  const posted = page.waitForRequest((request) => request.method() === "POST");
  await pressLogin(page);
  await posted;
  await page.getByLabel("Remember me").check();
  await page.getByLabel("Password").fill(user.password);
  answer();
  await expectProblem(page, "Incorrect username or password");
  await expect(page.getByLabel("Password")).toHaveValue(user.password);
  await expect(page.getByLabel("Remember me")).toBeChecked();
  await page.unrouteAll();
  await pressLogin(page);
  await expectHome(page, user);
});
