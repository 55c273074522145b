import { getTranslations } from "next-intl/server";
import { EventList } from "@/components/account/event-list";
import type { Activity } from "@/lib/features/account/types";

/** What happened to one's own account, in words. */
export async function ActivityList({ events }: { events: Activity[] }) {
  const t = await getTranslations("activity");
  if (events.length === 0) return <p className="text-quiet">{t("none")}</p>;
  const shown = events.map(({ id, at, type, by, name, where }) => ({
    ...{ id, at, type },
    detail: [by === "yourself" ? null : t(by, { name: name ?? "" }), where && t("where", where)],
  }));
  return <EventList events={shown} />;
}
