import type { Metadata, Viewport } from "next";
import { getLocale } from "next-intl/server";
import type { ReactNode } from "react";
import { getDeps } from "@/lib/web/deps";
import { readTheme } from "@/lib/web/theme";
import "./globals.css";

export async function generateMetadata(): Promise<Metadata> {
  const { appName } = getDeps().config;
  return { title: { default: appName, template: `%s · ${appName}` }, robots: { index: false, follow: false } };
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
