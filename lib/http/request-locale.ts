import { chooseLanguage } from "@/lib/features/account/settings";
import type { CurrentSession } from "@/lib/features/sessions/session";
import type { Language, Locale } from "@/lib/i18n/locales";
import { accountLocale, recordAccountLocale } from "@/lib/platform/http/request-context";
import { writeLanguage } from "./cookies";
import { getDeps } from "./deps";
import { currentSession } from "./guards";
import { browserLocale } from "./request";

/** Returns the language of the request: the signed-in user's choice, else the browser's. */
export async function requestLocale(): Promise<Locale> {
  return (await localeOfAccount()) ?? browserLocale();
}

/** A server action checks the session itself: it is not read from the database again for each text. */
async function localeOfAccount(): Promise<Locale | null> {
  const known = accountLocale();
  return known === undefined ? ((await currentSession())?.user.locale ?? null) : (known as Locale | null);
}

/** Keeps the language in this browser, and for the account of a signed-in user. The answer to this request is in it already. */
export async function changeLanguage(language: Language, session: CurrentSession | null): Promise<void> {
  await writeLanguage(language);
  if (!session) return;
  await chooseLanguage(getDeps(), session, language);
  recordAccountLocale(language);
}
