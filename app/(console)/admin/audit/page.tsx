import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { administrationMetadata, pageOrNotFound } from "@/app/(console)/page-or-not-found";
import { AuditExport, AuditFilter, AuditPages, AuditTable } from "@/components/admin/audit-log";
import { PageHeading } from "@/components/ui/page";
import { browseAuditLog } from "@/lib/features/administration/audit-log";
import { auditQuerySchema } from "@/lib/features/administration/schema";
import { getDeps } from "@/lib/http/deps";
import { requireAdministrator } from "@/lib/http/guards";

type Props = { searchParams: Promise<Record<string, unknown>> };

export async function generateMetadata(): Promise<Metadata> {
  return administrationMetadata((await getTranslations("audit"))("title"));
}

export default pageOrNotFound(async function AuditPage({ searchParams }: Props) {
  await requireAdministrator("/admin/audit");
  const { after, before, ...query } = auditQuerySchema.parse(await searchParams);
  const { events, newer, older, person } = await browseAuditLog(getDeps(), { ...query, after, before });
  const t = await getTranslations("audit");
  return (
    <div data-wide>
      <PageHeading heading={t("heading")} description={t("description")} />
      <AuditFilter query={{ ...query, person: person ?? query.person }} />
      <AuditTable events={events} />
      <AuditPages query={query} newer={newer} older={older} />
      {events.length > 0 && <AuditExport query={query} />}
    </div>
  );
});
