import { getTranslations } from "next-intl/server";
import { SettingsLink } from "@/components/settings/settings-links";
import { buttonClass } from "@/components/ui/button";
import type { Activity } from "@/lib/features/account/types";
import { texts } from "@/lib/i18n/messages";
import { EventList } from "./event-list";

/** The events of the user's own account. */
export async function ActivityList({ events }: { events: Activity[] }) {
  const t = await getTranslations("activity");
  const devices = await getTranslations("devices");
  if (events.length === 0) return <p className="text-muted-foreground">{t("none")}</p>;
  const shown = events.map(({ id, at, type, by, name, device }) => ({
    ...{ id, at, type },
    detail: [by === "yourself" ? null : t(by, { name: name ?? "" }), device && devices("onSystem", device), device?.ip ?? null],
  }));
  return <EventList events={shown} />;
}

/** What helps against an event that the user does not recognize. Works without JavaScript. */
export async function NotYou() {
  const { question, advice, changePassword, devices } = (await texts("activity")).notYou;
  return (
    <details>
      <summary className="min-h-11 w-fit cursor-pointer rounded-field py-2.5 font-semibold text-accent">{question}</summary>
      <div className="mt-1 mb-3 rounded-field border border-divider bg-muted p-4">
        <p className="max-w-prose">{advice}</p>
        <div className="mt-3 flex flex-wrap gap-3">
          <SettingsLink href="/settings/security/password" className={buttonClass("plain")}>
            {changePassword}
          </SettingsLink>
          <SettingsLink href="/settings/devices" className={buttonClass("plain")}>
            {devices}
          </SettingsLink>
        </div>
      </div>
    </details>
  );
}
