import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Moment } from "@/components/account/moment";
import { Tag, type TagVariant } from "@/components/ui/badge";
import { buttonClass } from "@/components/ui/button";
import { type Description, DescriptionList } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import type { OutboxMail, QueuedMail } from "@/lib/features/notifications/types";

/** Whether email is sent: administrators must be able to tell a console that only stores it. */
export async function OutboxNotice({ sending }: { sending: boolean }) {
  const t = await getTranslations("outbox");
  if (sending) return <Notice variant="calm">{t("sending")}</Notice>;
  return (
    <div className="rounded-card border-2 border-amber bg-amber-soft p-5 sm:p-6">
      <h2 className="text-lg font-bold">{t("keptHeading")}</h2>
      <p className="mt-1">{t("queued")}</p>
    </div>
  );
}

const STATE_VARIANTS: Record<OutboxMail["state"], TagVariant> = { queued: "amber", waiting: "amber", sent: "calm", failed: "danger" };

type OutboxItemProps = { mail: OutboxMail; page: number; opened: QueuedMail | null; canView: boolean };

/** One email: recipient, state, and its text if open. `canView`: the administrator was just reverified. */
export async function OutboxItem({ mail, page, opened, canView }: OutboxItemProps) {
  const t = await getTranslations("outbox");
  const moment = (at: Date) => <Moment key={at.getTime()} at={at} dateStyle="medium" timeStyle="medium" />;
  const items: Description[] = [
    [t("to"), mail.to],
    [t("written"), moment(mail.createdAt)],
  ];
  if (mail.sentAt) items.push([t("sent"), moment(mail.sentAt)]);
  if (mail.nextAttemptAt && mail.failure) items.push([t("next"), moment(mail.nextAttemptAt)]);
  if (mail.failure) items.push([t("failure"), t("failureAfter", { failure: mail.failure, attempts: mail.attempts })]);
  return (
    <li className="rounded-card border border-divider bg-surface p-5 shadow-card">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="font-semibold wrap-anywhere">{mail.subject}</h2>
        <Tag variant={STATE_VARIANTS[mail.state]}>{t(`state.${mail.state}`)}</Tag>
      </div>
      <DescriptionList items={items} />
      {opened && <EmailText opened={opened} label={t("text")} link={t("link")} lost={t("unreadable")} />}
      {canView && !opened && mail.state === "queued" && (
        <Link href={`/admin/outbox?page=${page + 1}&mail=${mail.id}`} prefetch={false} scroll={false} className={buttonClass("plain")}>
          {t("view")}
          <span className="sr-only">: {mail.subject}</span>
        </Link>
      )}
    </li>
  );
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

/** Links to the previous and next page (both counted from 0); nothing when there is one page. */
export async function OutboxPages({ page, pages }: { page: number; pages: number }) {
  if (pages === 1) return null;
  const t = await getTranslations("outbox");
  const address = (index: number) => `/admin/outbox?page=${index + 1}`;
  return (
    <nav aria-label={t("pages")} className="flex flex-wrap items-center justify-between gap-3">
      <span>
        {page > 0 && (
          <Link href={address(page - 1)} className={buttonClass("plain")}>
            {t("newer")}
          </Link>
        )}
      </span>
      <span className="text-muted-foreground">{t("page", { page: page + 1, pages })}</span>
      <span>
        {page + 1 < pages && (
          <Link href={address(page + 1)} className={buttonClass("plain")}>
            {t("older")}
          </Link>
        )}
      </span>
    </nav>
  );
}
