import { enterCode, enterPassword, expect, expectHome, expectProblem, signOut, test } from "../fixtures";
import { delayGuesses } from "../support/database";
import { enableTwoFactor } from "../support/enrolment";

/** Tomorrow, at a minute that can be recognised. */
const UNTIL = new Date(Math.ceil(Date.now() / 86_400_000 + 1) * 86_400_000 + (13 * 60 + 37) * 60_000);

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("G1: wrong passwords of strangers make others wait, and say until when; not the browser that is known", async ({
      page,
      browser,
      person,
      database,
    }) => {
      const known = await browser.newPage();
      await enterPassword(known, person);
      await expectHome(known, person);
      await signOut(known, person);
      await delayGuesses(database, person, "password", UNTIL);
      await enterPassword(page, person);
      await expectProblem(page, /The next one is possible in \d days?, from .*1:37:00.*UTC on/);
      await expect(page.getByLabel("Username or email")).toHaveValue(person.username);
      await expect(page).toHaveURL(/\/login$/);
      await enterPassword(known, person);
      await expectHome(known, person);
      await known.close();
    });
  });
}

test("wrong codes: the page says until when, and no try of the sign-in is lost", async ({ page, browser, person, database }) => {
  const known = await browser.newPage();
  await enterPassword(known, person);
  await expectHome(known, person);
  const { authenticator } = await enableTwoFactor(known);
  await delayGuesses(database, person, "second_factor", UNTIL);
  await enterPassword(page, person);
  for (let tries = 0; tries < 6; tries++) {
    await enterCode(page, "000000");
    await expectProblem(page, /from .*1:37:00.*UTC on/);
  }
  await database.db.guessBudget.deleteMany({ where: { userId: person.id } });
  await enterCode(page, await authenticator.nextCode());
  await expectHome(page, person);
  await known.close();
});
