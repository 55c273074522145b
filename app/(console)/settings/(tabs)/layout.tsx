import type { ReactNode } from "react";
import { SettingsTabs } from "@/components/settings/settings-links";
import { ModalOrigin } from "@/components/ui/modal";
import { texts } from "@/lib/i18n/messages";

/** The settings as pages. Checks no permission: every page and action does that itself. */
export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const { tabs, modal } = await texts("settings");
  return (
    <ModalOrigin back={modal.back} inDialog={false}>
      <div data-sticky-tabs className="sticky top-0 z-10 -mx-4 mb-7 border-b border-divider bg-background px-4">
        <SettingsTabs texts={tabs} />
      </div>
      {children}
    </ModalOrigin>
  );
}
