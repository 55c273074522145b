import { getLocale, getTranslations } from "next-intl/server";
import { setLanguage, setTheme } from "@/app/actions";
import { LanguageSwitch } from "@/components/account/language-switch";
import { ThemeSwitch } from "@/components/account/site-frame";
import { readTheme } from "@/lib/http/cookies";
import { texts } from "@/lib/i18n/messages";

/** Language and colors, on every page. */
export async function Preferences() {
  return (
    <>
      <LanguageSwitch current={await getLocale()} label={(await getTranslations("language"))("label")} action={setLanguage} />
      <ThemeSwitch current={await readTheme()} texts={await texts("theme")} action={setTheme} />
    </>
  );
}
