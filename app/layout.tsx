import "./globals.css";
import type { Metadata, Viewport } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { readTheme } from "@/lib/http/cookies";
import { getDeps } from "@/lib/http/deps";

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
  return (
    <html lang={await getLocale()} data-theme={await readTheme()}>
      <body className="font-sans">{children}</body>
    </html>
  );
}
