import { ChevronRight, CircleCheck, CircleX, Clock, Eye, Inbox, MailCheck } from "lucide-react";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Moment } from "@/components/account/moment";
import { buttonClass } from "@/components/ui/button";
import { type Description, DescriptionList } from "@/components/ui/card";
import { type Chip, FilterBar, FilterChips } from "@/components/ui/filter-chips";
import { Notice } from "@/components/ui/notice";
import { PageLinks } from "@/components/ui/table";
import { Tag, type TagVariant } from "@/components/ui/tag";
import { OUTBOX_FILTERS, type OutboxMail, type OutboxQuery, type QueuedMail } from "@/lib/features/notifications/types";
import { outboxHref } from "./outbox-href";

/** Whether email is sent, and what to do so that it is: administrators must be able to tell a console that only stores it. */
export async function OutboxNotice({ sending }: { sending: boolean }) {
  const t = await getTranslations("outbox");
  if (sending) {
    return (
      <p className="flex gap-2 text-muted-foreground">
        <MailCheck aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-accent" />
        <span>{t("sending")}</span>
      </p>
    );
  }
  return (
    <Notice variant="amber">
      <h2 className="font-semibold">{t("queuedHeading")}</h2>
      <p>{t("queued")}</p>
    </Notice>
  );
}

/** Which emails are shown, one choice at a time. */
export async function OutboxFilters({ show }: Pick<OutboxQuery, "show">) {
  const t = await getTranslations("outbox.filter");
  const all: Chip = { href: outboxHref({}), text: t("all"), inForce: !show };
  const others = OUTBOX_FILTERS.map((name): Chip => ({ href: outboxHref({ show: name }), text: t(name), inForce: show === name }));
  return (
    <FilterBar>
      <FilterChips label={t("label")} labelHidden chips={[all, ...others]} />
    </FilterBar>
  );
}

const STATES: Record<OutboxMail["state"], { variant: TagVariant; icon: ReactNode }> = {
  queued: { variant: "amber", icon: <Inbox aria-hidden="true" /> },
  waiting: { variant: "amber", icon: <Clock aria-hidden="true" /> },
  sent: { variant: "calm", icon: <CircleCheck aria-hidden="true" /> },
  failed: { variant: "danger", icon: <CircleX aria-hidden="true" /> },
};

type OutboxItemProps = { mail: OutboxMail; query: OutboxQuery; opened: QueuedMail | null; canView: boolean };

/**
 * One email in a row, which opens to its details, and to its text if that was requested. `canView`: the administrator was just
 * reverified. A row whose text is shown stands open.
 */
export async function OutboxItem({ mail, query, opened, canView }: OutboxItemProps) {
  const t = await getTranslations("outbox");
  const viewable = canView && !opened && mail.state === "queued";
  return (
    <li className="relative">
      <details open={opened !== null} className="group">
        <summary className={`${ROW} ${canView ? "md:pe-30" : ""}`}>
          <ChevronRight aria-hidden="true" className="size-4 text-muted-foreground group-open:rotate-90 rtl:-scale-x-100" />
          <bdi className="text-sm wrap-anywhere text-muted-foreground max-md:col-start-2 max-md:row-start-2">{mail.to}</bdi>
          <h2 className="font-medium max-md:col-start-2 max-md:row-start-1">{mail.subject}</h2>
          <span className="max-md:col-start-3 max-md:row-start-1">
            <Tag {...STATES[mail.state]}>{t(`state.${mail.state}`)}</Tag>
          </span>
          <span className="text-sm text-muted-foreground tabular-nums max-md:col-span-2 max-md:col-start-2 max-md:row-start-3">
            <Moment at={mail.createdAt} dateStyle="medium" timeStyle="medium" />
          </span>
        </summary>
        <div className="px-4 pb-4 md:ps-11">
          <DescriptionList items={await detailsOf(mail)} />
          {opened && <EmailText opened={opened} label={t("text")} link={t("link")} lost={t("unreadable")} />}
        </div>
      </details>
      {viewable && (
        <Link
          href={outboxHref({ ...query, mail: mail.id })}
          prefetch={false}
          scroll={false}
          className={`${buttonClass("quiet")} text-sm max-md:ms-6 md:absolute md:end-2 md:top-0`}
        >
          <Eye aria-hidden="true" className="size-4 shrink-0" />
          <span>{t("view")}</span>
          <span className="sr-only">{`: ${mail.subject}`}</span>
        </Link>
      )}
    </li>
  );
}

/** A line on wide screens; on phones the subject and the state, and below them the recipient and the time. */
const ROW =
  "grid min-h-11 cursor-pointer list-none grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-0.5 px-4 py-1.5 hover:bg-muted md:grid-cols-[auto_minmax(0,2fr)_minmax(0,3fr)_7rem_13rem] [&::-webkit-details-marker]:hidden";

async function detailsOf(mail: OutboxMail): Promise<Description[]> {
  const t = await getTranslations("outbox");
  const moment = (at: Date) => <Moment key={at.getTime()} at={at} dateStyle="medium" timeStyle="medium" />;
  const items: Description[] = [
    [t("to"), mail.to],
    [t("created"), moment(mail.createdAt)],
  ];
  if (mail.sentAt) items.push([t("sent"), moment(mail.sentAt)]);
  if (mail.nextAttemptAt && mail.failure) items.push([t("next"), moment(mail.nextAttemptAt)]);
  if (mail.failure) items.push([t("failure"), t("failureAfter", { failure: mail.failure, attempts: mail.attempts })]);
  return items;
}

function EmailText({ opened, label, link, lost }: { opened: QueuedMail; label: string; link: string; lost: string }) {
  if (opened.kind === "lost") return <p className="mt-2 text-danger">{lost}</p>;
  if (opened.kind === "link") return <p className="mt-2 text-muted-foreground">{link}</p>;
  return (
    <section aria-label={label}>
      <pre
        dir="auto"
        className="mt-2 rounded-field border border-transparent bg-muted p-4 font-mono text-sm whitespace-pre-wrap wrap-anywhere"
      >
        {opened.text}
      </pre>
    </section>
  );
}

type OutboxPagesProps = { show: OutboxQuery["show"]; newer: string | null; older: string | null };

/** Links to the newer and older emails; nothing when there is one page. */
export async function OutboxPages({ show, newer, older }: OutboxPagesProps) {
  const t = await getTranslations("outbox");
  return (
    <PageLinks
      label={t("pages")}
      previous={newer ? { href: outboxHref({ show, before: newer }), text: t("newer") } : null}
      next={older ? { href: outboxHref({ show, after: older }), text: t("older") } : null}
    />
  );
}
