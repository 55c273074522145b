import { getTranslations } from "next-intl/server";
import type { EventType } from "@/lib/features/audit/types";
import { Moment } from "./moment";

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
            <Moment at={at} dateStyle="medium" timeStyle="medium" />
          </p>
        </li>
      ))}
    </ol>
  );
}
