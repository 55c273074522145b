import type { ReactNode } from "react";
import { SettingsTabs } from "@/components/settings/settings-links";
import { SettingsModal } from "@/components/settings/settings-modal";
import { texts } from "@/lib/i18n/messages";

/** The pages of the settings over the previous page. Checks no permission: every page and action does that itself. */
export default async function SettingsModalLayout({ children }: { children: ReactNode }) {
  const { title, tabs, modal } = await texts("settings");
  return (
    <SettingsModal title={title} tabs={<SettingsTabs texts={tabs} />} texts={modal}>
      {children}
    </SettingsModal>
  );
}
