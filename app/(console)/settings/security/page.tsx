import type { Metadata } from "next";
import { SettingsTabs } from "@/components/settings/settings-tabs";
import { requireSession } from "@/lib/http/guards";
import { texts } from "@/lib/i18n/messages";
import { SecuritySettings } from "./security-settings";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await texts("security")).heading };
}

export default async function SecurityPage() {
  const session = await requireSession("/settings/security");
  return (
    <>
      <SettingsTabs inModal={false} texts={(await texts("settings")).tabs} />
      <SecuritySettings session={session} inModal={false} />
    </>
  );
}
