import { getTranslations } from "next-intl/server";
import { PageLinks } from "@/components/ui/page-links";
import type { AuditQuery } from "@/lib/features/administration/types";
import { auditParams } from "./audit-query";

type Props = { query: AuditQuery; newer: string | null; older: string | null };

export async function AuditPages({ query, newer, older }: Props) {
  const t = await getTranslations("audit");
  return (
    <PageLinks
      label={t("pages")}
      previous={newer ? { href: `/admin/audit?${auditParams(query, { before: newer })}`, text: t("newer") } : null}
      next={older ? { href: `/admin/audit?${auditParams(query, { after: older })}`, text: t("older") } : null}
    />
  );
}
