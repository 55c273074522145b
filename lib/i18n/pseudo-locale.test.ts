import { createTranslator } from "use-intl/core";
import { expect, test } from "vitest";
import { loadMessages } from "./load-messages";
import { pseudoLocalize } from "./pseudo-locale";

test("letters are marked, and the text is bracketed and longer", () => {
  expect(pseudoLocalize("Sign in")).toBe("⟦Šíĝñ íñ ööö⟧");
  const short = "Your password alone isn’t enough to sign in.";
  const growth = pseudoLocalize(short).length / short.length;
  expect(growth).toBeGreaterThan(1.35);
  expect(growth).toBeLessThan(1.7);
});

test("placeholders, plurals and tags still work", () => {
  const messages = pseudoLocalize({
    named: "Welcome to {appName}.",
    counted: "{count, plural, one {# day} other {# days}}",
    tagged: "Used on <moment></moment>",
  });
  const t = createTranslator({ locale: "en-XA", messages });
  expect(t("named", { appName: "Latchkey" })).toContain("Latchkey");
  expect(t("counted", { count: 1_234 })).toMatch(/^⟦1,234 dáýš/);
  expect(t.markup("tagged", { moment: () => "MOMENT" })).toContain("MOMENT");
});

test("the locale has all texts", async () => {
  expect((await loadMessages("en-XA")).login.title).toMatch(/^⟦Š.*⟧$/);
});
