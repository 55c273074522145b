import { createTranslator } from "use-intl/core";
import { expect, test } from "vitest";
import { loadMessages } from "./load-messages";
import en from "./messages/en.json";
import { pseudoLocalize } from "./pseudo-locale";

test("letters are marked, and the text is bracketed and longer", () => {
  expect(pseudoLocalize("Sign in")).toBe("⟦Šíĝñ íñ ööö⟧");
  const [short = "", long = ""] = [en.home.description, pseudoLocalize(en.home.description)];
  expect(long.length / short.length).toBeGreaterThan(1.35);
  expect(long.length / short.length).toBeLessThan(1.7);
});

test("placeholders, plurals and tags still work", async () => {
  const t = createTranslator({ locale: "en-XA", messages: await loadMessages("en-XA") });
  expect(t("verify.attemptsLeft", { count: 1 })).toMatch(/^⟦1 á.*⟧$/);
  expect(t("login.description", { appName: "Latchkey" })).toContain("Latchkey");
  expect(t.markup("security.backupCodes.used", { moment: () => "MOMENT" })).toContain("MOMENT");
});
