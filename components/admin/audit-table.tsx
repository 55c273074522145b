import { getTranslations } from "next-intl/server";
import type { AuditEvent } from "@/lib/admin/types";
import { AuditRow } from "./audit-row";

const COLUMNS = ["at", "type", "actor", "subject", "factor", "browser", "ip"] as const;
/** Every column but that of the event. */
const WIDE_ONLY = "max-lg:hidden";

/** A row an entry. On narrow screens the event's cell says what the other columns would. */
export async function AuditTable({ events }: { events: AuditEvent[] }) {
  const t = await getTranslations("audit");
  if (events.length === 0) {
    return <p className="rounded-card border border-line bg-surface p-6 text-quiet shadow-card">{t("none")}</p>;
  }
  return (
    <div className="overflow-hidden rounded-card border border-line bg-surface shadow-card">
      <table className="w-full border-collapse">
        <caption className="sr-only">{t("heading")}</caption>
        <thead className="border-b border-line bg-sunken">
          <tr>
            {COLUMNS.map((column) => (
              <th
                key={column}
                scope="col"
                className={`px-4 py-3 text-left text-sm font-semibold text-quiet ${column === "type" ? "" : WIDE_ONLY}`}
              >
                {t(`columns.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {events.map((event) => (
            <AuditRow key={event.id} event={event} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
