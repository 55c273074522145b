import "./globals.css";
import type { Metadata, Viewport } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { ErrorTextsProvider } from "@/components/forms/error-texts";
import { readTheme } from "@/lib/http/cookies";
import { getDeps } from "@/lib/http/deps";
import { directionOf } from "@/lib/i18n/locales";
import { standaloneTexts } from "@/lib/i18n/standalone-texts";

export async function generateMetadata(): Promise<Metadata> {
  const { appName } = getDeps().config;
  const description = (await getTranslations("brand"))("description", { appName });
  return { title: { default: appName, template: `%s · ${appName}` }, description };
}

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f6f5f1" },
    { media: "(prefers-color-scheme: dark)", color: "#12161a" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const lang = await getLocale();
  const dir = directionOf(lang);
  return (
    <html lang={lang} dir={dir} data-theme={await readTheme()}>
      <body className="font-sans">
        <ErrorTextsProvider texts={{ ...standaloneTexts(lang).error, lang, dir }}>{children}</ErrorTextsProvider>
      </body>
    </html>
  );
}
