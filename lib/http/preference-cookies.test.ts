import { expect, test, vi } from "vitest";

vi.mock("next/headers", () => ({ cookies: async () => ({ set: () => {} }) }));
vi.mock("./deps", () => ({ getDeps: () => ({ config: { appUrl: "http://localhost:3000" } }) }));
const { recordCookies, writeLanguage, writeTheme } = await import("./cookies");

test("O1: the same form sent twice gets the chosen colors in both answers", async () => {
  const { cookies } = await recordCookies(() => writeTheme("dark"));
  expect(cookies).toMatchObject([{ name: "latchkey-theme_3000", value: "dark" }]);
});

test("O1: the same form sent twice gets the chosen language in both answers", async () => {
  const { cookies } = await recordCookies(() => writeLanguage("pt-BR"));
  expect(cookies).toMatchObject([{ name: "latchkey-language_3000", value: "pt-BR" }]);
});
