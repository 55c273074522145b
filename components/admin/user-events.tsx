import { getFormatter, getTranslations } from "next-intl/server";
import { Card } from "@/components/ui/card";
import type { UserEvent } from "@/lib/admin/types";

/** What happened to the account lately, newest first. */
export async function UserEvents({ events }: { events: UserEvent[] }) {
  const t = await getTranslations("user.events");
  const utc = await getTranslations("users");
  const format = await getFormatter();
  return (
    <Card id="events" heading={t("heading")}>
      {events.length === 0 && <p className="text-quiet">{t("none")}</p>}
      <ol className="divide-y divide-line">
        {events.map(({ id, at, type, actor, where }) => (
          <li key={id} className="flex flex-wrap justify-between gap-x-6 py-3">
            <div>
              <p className="font-medium">{t(`types.${type}`)}</p>
              <p className="text-sm wrap-anywhere text-quiet">
                {[actor ? t("by", { actor }) : t(where ? "byNobody" : "byOperator"), ...(where ? [t("where", where)] : [])].join(" · ")}
              </p>
            </div>
            <time dateTime={at.toISOString()} className="text-sm text-quiet tabular-nums">
              {utc("utc", { moment: format.dateTime(at, { dateStyle: "medium", timeStyle: "medium" }) })}
            </time>
          </li>
        ))}
      </ol>
    </Card>
  );
}
