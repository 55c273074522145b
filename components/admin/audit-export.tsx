import { getTranslations } from "next-intl/server";
import { buttonClass } from "@/components/ui/button";
import { type AuditQuery, EXPORT_FORMATS } from "@/lib/features/administration/types";
import { auditParams } from "./audit-query";

/** Plain links: what they lead to is a file. */
export async function AuditExport({ query }: { query: AuditQuery }) {
  const t = await getTranslations("audit");
  return (
    <div className="mt-6 flex flex-wrap items-center gap-3">
      <p className="text-quiet">{t("export")}</p>
      {EXPORT_FORMATS.map((format) => (
        <a key={format} href={`/admin/audit/export?${auditParams(query, { format })}`} download className={buttonClass("plain")}>
          {t(`formats.${format}`)}
        </a>
      ))}
    </div>
  );
}
