import type { Metadata } from "next";
import { SettingsTabs } from "@/components/settings/settings-tabs";
import { requireSession } from "@/lib/http/guards";
import { texts } from "@/lib/i18n/messages";
import { Devices } from "./devices";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await texts("devices")).heading };
}

export default async function DevicesPage() {
  const session = await requireSession("/settings/devices");
  return (
    <>
      <SettingsTabs inModal={false} texts={(await texts("settings")).tabs} />
      <Devices session={session} />
    </>
  );
}
