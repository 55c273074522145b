import { ActivityList, NotYou } from "@/components/account/activity-list";
import { SettingsLink } from "@/components/settings/settings-links";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { listActivity } from "@/lib/features/audit/events";
import type { CurrentSession } from "@/lib/features/sessions/session";
import { getDeps } from "@/lib/http/deps";
import { texts } from "@/lib/i18n/messages";
import { RECENT_ACTIVITY } from "@/lib/policy";

/** The latest events, within Security Settings. */
export async function RecentActivity({ session }: { session: CurrentSession }) {
  const messages = await texts("activity");
  const { events, older } = await listActivity(getDeps(), session, { take: RECENT_ACTIVITY });
  return (
    <Card id="activity" heading={messages.heading}>
      <NotYou />
      <ActivityList events={events} />
      {older && (
        <SettingsLink href="/settings/security/activity" className={`${buttonClass("plain")} mt-3`}>
          {messages.more}
        </SettingsLink>
      )}
    </Card>
  );
}
