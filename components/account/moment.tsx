import { getFormatter, getTranslations } from "next-intl/server";
import { LocalTime, type TimeStyle } from "@/components/ui/hydrated";
import type { EventType } from "@/lib/features/audit/types";

/** A point in time: in the reader's time zone, and in UTC without JavaScript; `relative` as an age while it is recent. */
export async function Moment({ at, relative, ...style }: { at: Date; relative?: boolean } & TimeStyle) {
  const format = await getFormatter();
  const utc = (await getTranslations("time"))("utc", { moment: format.dateTime(at, style) });
  return <LocalTime at={at.toISOString()} utc={utc} style={style} relative={relative} />;
}

/** `detail`: actor and client as text; empty parts are left out. */
export type EventView = { id: string; at: Date; type: EventType; detail: (string | null)[] };

/** Events of one account, newest first. */
export async function EventList({ events }: { events: EventView[] }) {
  const t = await getTranslations("user.events.types");
  return (
    <ol className="divide-y divide-divider">
      {events.map(({ id, at, type, detail }) => (
        <li key={id} className="py-3 sm:flex sm:justify-between sm:gap-x-6">
          <div className="min-w-0">
            <p className="font-medium">{t(type)}</p>
            <p className="text-sm wrap-anywhere text-muted-foreground">{detail.filter(Boolean).join(" · ")}</p>
          </div>
          <p className="shrink-0 text-sm text-muted-foreground tabular-nums">
            <Moment at={at} relative dateStyle="medium" timeStyle="medium" />
          </p>
        </li>
      ))}
    </ol>
  );
}
