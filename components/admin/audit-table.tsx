import { getTranslations } from "next-intl/server";
import { Table } from "@/components/ui/table";
import type { AuditEvent } from "@/lib/features/administration/types";
import { AuditRow } from "./audit-row";

const COLUMNS = ["at", "type", "actor", "subject", "factor", "browser", "ip"] as const;

/** A row an entry. On narrow screens the event's cell says what the other columns would. */
export async function AuditTable({ events }: { events: AuditEvent[] }) {
  const t = await getTranslations("audit");
  if (events.length === 0) {
    return <p className="rounded-card border border-line bg-surface p-6 text-quiet shadow-card">{t("none")}</p>;
  }
  const columns = COLUMNS.map((column) => ({ name: t(`columns.${column}`), ...(column !== "type" && { wideOnly: "max-lg:hidden" }) }));
  return (
    <Table caption={t("heading")} columns={columns}>
      {events.map((event) => (
        <AuditRow key={event.id} event={event} />
      ))}
    </Table>
  );
}
