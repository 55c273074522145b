import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { EventList } from "@/components/account/moment";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { PageHeading } from "@/components/ui/page";
import { PageLinks } from "@/components/ui/table";
import { activityQuerySchema } from "@/lib/features/account/schema";
import type { Activity } from "@/lib/features/account/types";
import { listActivity } from "@/lib/features/audit/events";
import type { CurrentSession } from "@/lib/features/sessions/session";
import { getDeps } from "@/lib/http/deps";
import { texts } from "@/lib/i18n/messages";
import { AUDIT_PAGE_SIZE, RECENT_ACTIVITY } from "@/lib/policy";

const PATH = "/settings/security/activity";

type Props = { session: CurrentSession; inModal: boolean };

/** The latest events, within Security Settings. */
export async function RecentActivity({ session, inModal }: Props) {
  const messages = await texts("activity");
  const { events, older } = await listActivity(getDeps(), session, { take: RECENT_ACTIVITY });
  return (
    <Card id="activity" heading={messages.heading}>
      <p className="mb-2 max-w-prose text-muted-foreground">{messages.description}</p>
      <ActivityList events={events} />
      {older && (
        <SettingsLink href={PATH} inModal={inModal} className={`${buttonClass("plain")} mt-3`}>
          {messages.more}
        </SettingsLink>
      )}
    </Card>
  );
}

/** All events, in pages. */
export async function AllActivity({ session, inModal, query }: Props & { query: unknown }) {
  const t = await getTranslations("activity");
  const { events, newer, older } = await listActivity(getDeps(), session, { ...activityQuerySchema.parse(query), take: AUDIT_PAGE_SIZE });
  return (
    <>
      <SettingsLink
        href="/settings/security"
        inModal={inModal}
        className="mb-3 inline-flex min-h-11 items-center rounded-field font-semibold text-accent"
      >
        {(await texts("security")).back}
      </SettingsLink>
      <PageHeading heading={t("heading")} description={t("description")} />
      <section aria-label={t("list")} className="rounded-card border border-divider bg-surface p-5 shadow-card sm:p-7">
        <ActivityList events={events} />
      </section>
      <PageLinks
        label={t("pages")}
        kind={inModal ? "replace" : "plain"}
        previous={newer ? { href: `${PATH}?before=${newer}`, text: t("newer") } : null}
        next={older ? { href: `${PATH}?after=${older}`, text: t("older") } : null}
      />
    </>
  );
}

/** The events of the user's own account, as texts. */
async function ActivityList({ events }: { events: Activity[] }) {
  const t = await getTranslations("activity");
  if (events.length === 0) return <p className="text-muted-foreground">{t("none")}</p>;
  const shown = events.map(({ id, at, type, by, name, device }) => ({
    ...{ id, at, type },
    detail: [by === "yourself" ? null : t(by, { name: name ?? "" }), device && t("where", device)],
  }));
  return <EventList events={shown} />;
}

type SettingsLinkProps = { href: string; inModal: boolean; className: string; children: ReactNode };

/** A link between parts of the settings that stays in the modal or page: see settings-tabs.tsx. */
function SettingsLink({ href, inModal, className, children }: SettingsLinkProps) {
  if (inModal) {
    return (
      <Link href={href} replace scroll={false} prefetch={false} className={className}>
        {children}
      </Link>
    );
  }
  return (
    <a href={href} className={className}>
      {children}
    </a>
  );
}
