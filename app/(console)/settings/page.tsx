import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SettingsTabs } from "@/components/settings/settings-tabs";
import { requireSession } from "@/lib/http/guards";
import { texts } from "@/lib/i18n/messages";
import { BasicSettings } from "./basic-settings";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings"))("title") };
}

export default async function SettingsPage() {
  const session = await requireSession("/settings");
  return (
    <>
      <SettingsTabs inModal={false} texts={(await texts("settings")).tabs} />
      <BasicSettings session={session} />
    </>
  );
}
