import { beforeEach, expect, test, vi } from "vitest";
import { recordAccountLocale, runWithRequestContext } from "@/lib/platform/http/request-context";

const currentSession = vi.fn();
const chooseLanguage = vi.fn();
vi.mock("./guards", () => ({ currentSession }));
vi.mock("./request", () => ({ browserLocale: async () => "fr" }));
vi.mock("./cookies", () => ({ writeLanguage: async () => undefined }));
vi.mock("./deps", () => ({ getDeps: () => ({}) }));
vi.mock("@/lib/features/account/settings", () => ({ chooseLanguage }));
const { changeLanguage, requestLocale } = await import("./request-locale");

const inRequest = <T>(work: () => Promise<T>) =>
  runWithRequestContext({ unavailable: false, notFound: false, releaseSlot: () => undefined }, work);

beforeEach(() => {
  currentSession.mockReset().mockResolvedValue(null);
});

test("the choice of the account comes before the browser's language", async () => {
  expect(await requestLocale()).toBe("fr");
  currentSession.mockResolvedValue({ user: { locale: null } });
  expect(await requestLocale()).toBe("fr");
  currentSession.mockResolvedValue({ user: { locale: "de" } });
  expect(await requestLocale()).toBe("de");
});

test("a request that has checked its session does not read it again for its language", async () => {
  for (const [locale, shown] of [
    ["ja", "ja"],
    [null, "fr"],
  ] as const) {
    await inRequest(async () => {
      recordAccountLocale(locale);
      expect(await requestLocale()).toBe(shown);
    });
  }
  expect(currentSession).not.toHaveBeenCalled();
});

test("the answer to the change of a language is in the new one", async () => {
  await inRequest(async () => {
    recordAccountLocale("ja");
    await changeLanguage("ar", { user: { id: "ada" } } as never);
    expect(await requestLocale()).toBe("ar");
  });
  expect(chooseLanguage).toHaveBeenCalledOnce();
});

test("without a session a change is kept in the browser alone", async () => {
  chooseLanguage.mockClear();
  await changeLanguage("ar", null);
  expect(chooseLanguage).not.toHaveBeenCalled();
});
