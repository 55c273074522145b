import type { IncomingHttpHeaders } from "node:http";
import { findLanguage, type Locale, negotiateLocale } from "@/lib/i18n/locales";
import { findCookie, languageCookieName } from "./cookie-names";

/** Returns the language for an answer that is written without Next.js and the database. */
export function standaloneLocale(headers: IncomingHttpHeaders): Locale {
  return findLanguage(findCookie(headers.cookie ?? "", languageCookieName())) ?? negotiateLocale(headers["accept-language"]);
}
