import type { ReactNode } from "react";
import { SettingsTabs } from "@/components/settings/settings-links";
import { texts } from "@/lib/i18n/messages";

/** The settings as pages. Checks no permission: every page and action does that itself. */
export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const { tabs } = await texts("settings");
  return (
    <>
      <SettingsTabs texts={tabs} />
      {children}
    </>
  );
}
