import { getTranslations } from "next-intl/server";
import { InlineFacts } from "@/components/ui/inline-facts";
import type { EventType } from "@/lib/features/audit/types";
import { EventIcon } from "./event-icon";
import { Moment } from "./moment";

/** `detail`: actor and client as texts; empty ones are left out. */
export type EventView = { id: string; at: Date; type: EventType; detail: (string | null)[] };

/** Events of one account, newest first: what, when, by whom and from where. */
export async function EventList({ events }: { events: EventView[] }) {
  const t = await getTranslations("user.events.types");
  return (
    <ol className="divide-y divide-divider">
      {events.map(({ id, at, type, detail }) => (
        <li key={id} className="flex gap-3 py-2.5">
          <EventIcon type={type} />
          <div className="min-w-0 flex-1 leading-snug">
            <div className="flex flex-wrap items-baseline justify-between gap-x-6">
              <p className="font-medium">{t(type)}</p>
              <p className="text-sm text-muted-foreground tabular-nums">
                <Moment at={at} relative dateStyle="medium" timeStyle="medium" />
              </p>
            </div>
            <InlineFacts facts={detail.filter((fact) => fact !== null)} />
          </div>
        </li>
      ))}
    </ol>
  );
}
