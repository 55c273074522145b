import { waitForHydration } from "../support/browser";
import { countFailedAttempts, endThrottle, throttleAttempts } from "../support/database";
import { enableTwoFactor, enrolElsewhere } from "../support/enrolment";
import {
  enterCode,
  enterPassword,
  enterPasswordHere,
  expect,
  expectHome,
  expectProblem,
  signInTo,
  signOut,
  test,
  waitForAnswer,
} from "./fixtures";

/** Tomorrow, at a recognizable minute. */
const UNTIL = new Date(Math.ceil(Date.now() / 86_400_000 + 1) * 86_400_000 + (13 * 60 + 37) * 60_000);

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("G1: strangers' wrong passwords throttle unknown browsers, until a stated time, and not a known browser", async ({
      page,
      browser,
      user,
      database,
    }) => {
      const known = await browser.newPage();
      await signInTo(known, user);
      await signOut(known, user);
      await throttleAttempts(database, user, "password", UNTIL);
      await enterPassword(page, user);
      await expectProblem(page, /Try again after \w+ \d+, \d+, 1:37:00.*UTC/);
      await expect(page.getByLabel("Username or email")).toHaveValue(user.username);
      await expect(page).toHaveURL(/\/login$/);
      await signInTo(known, user);
      await known.close();
    });

    test("G13: the wrong password that starts a throttle says so, and for how long", async ({ page, user, database }) => {
      await countFailedAttempts(database, user, "password", 9);
      await enterPassword(page, { ...user, password: "not the password" });
      await expectProblem(page, /Incorrect username or password.* The next attempt is possible after \d+:\d+:\d+.{1,3}[AP]M UTC/);
      await expect(page.getByText(javaScriptEnabled ? /^Try again in 0:[0-3]\d$/ : /^Try again in \d+ seconds\.$/)).toBeVisible();
      await expect(page.getByText(/\d seconds/)).toHaveCount(javaScriptEnabled ? 0 : 1);
      await expect(page.getByLabel("Password")).toHaveValue("");
    });

    test("G13: the wrong code that starts a throttle says so too, also if it ends the sign-in", async ({
      page,
      user,
      database,
      baseURL,
    }) => {
      await enrolElsewhere(baseURL ?? "", user);
      await countFailedAttempts(database, user, "second_factor", 9);
      await enterPassword(page, user);
      await enterCode(page, "000000");
      await expectProblem(page, /4 attempts left\. The next attempt is possible after .* UTC/);
      await countFailedAttempts(database, user, "second_factor", 6);
      for (const left of ["3 attempts left", "2 attempts left", "1 attempt left"]) {
        await enterCode(page, "000000");
        await expectProblem(page, left);
      }
      await enterCode(page, "000000");
      await expect(page.getByText(/start again/i).first()).toBeVisible();
      await expect(page.getByText(/The next attempt is possible after .* UTC/)).toBeVisible();
    });
  });
}

test("wrong codes: the page says until when, and no attempt of the sign-in is lost", async ({ page, browser, user, database }) => {
  const known = await browser.newPage();
  await signInTo(known, user);
  const { authenticator } = await enableTwoFactor(known);
  await throttleAttempts(database, user, "second_factor", UNTIL);
  await enterPassword(page, user);
  for (let attempt = 0; attempt < 6; attempt++) {
    await waitForAnswer(page, () => enterCode(page, "000000"));
    await expectProblem(page, /after .*1:37:00.*UTC/);
  }
  await endThrottle(database, user);
  await enterCode(page, await authenticator.nextCode());
  await expectHome(page, user);
  await known.close();
});

test("a throttle counts down visibly, is announced at its end, and keeps the input", async ({ page, user, database }) => {
  await page.clock.install();
  await page.goto("/login");
  await waitForHydration(page);
  await page.getByLabel("Username or email").fill(user.username);
  await page.getByLabel("Password").fill(user.password);
  await throttleAttempts(database, user, "password", new Date(Date.now() + 10 * 60_000));
  const login = page.getByRole("button", { name: "Login" });
  await login.click();
  await expectProblem(page, "Too many attempts. Try again after");
  const countdown = page.getByText(/^Try again in \d+:\d\d$/);
  await expect(countdown).toHaveAttribute("aria-hidden", "true");
  await expect(page.getByLabel("Password"), "the field in error has the focus").toBeFocused();
  await expect(login).toHaveAttribute("aria-disabled", "true");
  let sent = 0;
  page.on("request", (request) => {
    if (request.method() === "POST") sent += 1;
  });
  await page.getByLabel("Password").press("Enter");
  await page.clock.fastForward("10:01");
  await expect(page.getByRole("status").filter({ hasText: "You can try again now." })).toBeVisible();
  expect(sent, "nothing is sent while it waits").toBe(0);
  await expect(countdown).toHaveCount(0);
  await expect(page.getByRole("alert").filter({ hasText: "Too many attempts" })).toHaveCount(0);
  await expect(login).toHaveAttribute("aria-disabled", "false");
  await endThrottle(database, user);
  await login.click();
  await expectHome(page, user);
});

test("changed input enables the throttled button: it may be for another account", async ({ page, user, administrator, database }) => {
  await throttleAttempts(database, user, "password", UNTIL);
  await page.goto("/login");
  await waitForHydration(page);
  await enterPasswordHere(page, user);
  await expectProblem(page, "Too many attempts. Try again after");
  await expect(page.getByLabel("Password")).toHaveValue(user.password);
  await page.getByLabel("Username or email").fill(administrator.username);
  await page.getByRole("button", { name: "Login" }).click();
  await expectHome(page, administrator);
});
