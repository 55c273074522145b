import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { EventList } from "@/components/account/event-list";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { AuditEvent } from "@/lib/features/administration/types";

/** The account's latest events, with a link to all. */
export async function UserEvents({ username, events }: { username: string; events: AuditEvent[] }) {
  const t = await getTranslations("user.events");
  const shown = events.map(({ id, at, type, actor, device }) => {
    const by = actor ? t("by", { actor }) : t(device ? "byNobody" : "byOperator");
    return { id, at, type, detail: [by, device && t("where", device)] };
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
