import { getTranslations } from "next-intl/server";
import { EventList } from "@/components/account/moment";
import { SettingsLink } from "@/components/settings/settings-links";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { Activity } from "@/lib/features/account/types";
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
      <p className="mb-2 max-w-prose text-muted-foreground">{messages.description}</p>
      <ActivityList events={events} />
      {older && (
        <SettingsLink href="/settings/security/activity" className={`${buttonClass("plain")} mt-3`}>
          {messages.more}
        </SettingsLink>
      )}
    </Card>
  );
}

/** The events of the user's own account, as texts. */
export async function ActivityList({ events }: { events: Activity[] }) {
  const t = await getTranslations("activity");
  if (events.length === 0) return <p className="text-muted-foreground">{t("none")}</p>;
  const shown = events.map(({ id, at, type, by, name, device }) => ({
    ...{ id, at, type },
    detail: [by === "yourself" ? null : t(by, { name: name ?? "" }), device && t("where", device)],
  }));
  return <EventList events={shown} />;
}
