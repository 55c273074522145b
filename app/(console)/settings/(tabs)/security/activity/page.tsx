import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ActivityList, NotYou } from "@/components/account/activity-list";
import { SettingsLink } from "@/components/settings/settings-links";
import { BackLink } from "@/components/ui/back-link";
import { PageHeading } from "@/components/ui/page";
import { PageLinks } from "@/components/ui/table";
import { activityQuerySchema } from "@/lib/features/account/schema";
import { listActivity } from "@/lib/features/audit/events";
import { getDeps } from "@/lib/http/deps";
import { requireSession } from "@/lib/http/guards";
import { texts } from "@/lib/i18n/messages";
import { AUDIT_PAGE_SIZE } from "@/lib/policy";

const PATH = "/settings/security/activity";

type Props = { searchParams: Promise<Record<string, unknown>> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await texts("activity")).heading };
}

/** All events, in pages. */
export default async function ActivityPage({ searchParams }: Props) {
  const session = await requireSession(PATH);
  const query = activityQuerySchema.parse(await searchParams);
  const { events, newer, older } = await listActivity(getDeps(), session, { ...query, take: AUDIT_PAGE_SIZE });
  const t = await getTranslations("activity");
  return (
    <>
      <BackLink href="/settings/security" text={(await texts("security")).back} link={SettingsLink} />
      <PageHeading heading={t("heading")} />
      <section aria-label={t("list")} className="rounded-card border border-divider bg-surface p-5 shadow-card sm:p-7">
        <NotYou />
        <ActivityList events={events} />
      </section>
      <PageLinks
        label={t("pages")}
        link={SettingsLink}
        previous={newer ? { href: `${PATH}?before=${newer}`, text: t("newer") } : null}
        next={older ? { href: `${PATH}?after=${older}`, text: t("older") } : null}
      />
    </>
  );
}
