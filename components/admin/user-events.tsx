import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { EventList } from "@/components/account/event-list";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { AuditEvent } from "@/lib/features/administration/types";

/** The account's latest events, with a link to all. */
export async function UserEvents({ username, events }: { username: string; events: AuditEvent[] }) {
  const t = await getTranslations("user.events");
  const activity = await getTranslations("activity");
  const devices = await getTranslations("devices");
  const shown = events.map(({ id, at, type, actor, device }) => {
    const by = actor ? activity("other", { name: actor }) : activity(device ? "signed-out" : "operator");
    return { id, at, type, detail: [by, device && devices("onSystem", device), device?.ip ?? null] };
  });
  return (
    <Card id="events" heading={t("heading")}>
      {events.length === 0 ? <p className="mb-4 text-muted-foreground">{t("none")}</p> : <EventList events={shown} />}
      <Link href={`/admin/audit?person=${encodeURIComponent(username)}`} prefetch={false} className={`${buttonClass("plain")} mt-3`}>
        {t("all")}
      </Link>
    </Card>
  );
}
