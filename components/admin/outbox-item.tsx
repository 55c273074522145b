import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Moment } from "@/components/account/moment";
import { buttonClass } from "@/components/ui/button";
import { type Fact, Facts } from "@/components/ui/facts";
import { Tag, type TagLook } from "@/components/ui/tag";
import type { KeptMail, OutboxMail } from "@/lib/features/notifications/types";

const LOOKS: Record<OutboxMail["state"], TagLook> = { kept: "amber", waiting: "amber", sent: "calm", "given-up": "danger" };

type Props = { mail: OutboxMail; page: number; opened: KeptMail | null; canView: boolean };

/** One email: whom it is for, how it stands, and what it says where it is open. `canView`: the administrator has just been reverified. */
export async function OutboxItem({ mail, page, opened, canView }: Props) {
  const t = await getTranslations("outbox");
  const moment = (at: Date) => <Moment key={at.getTime()} at={at} dateStyle="medium" timeStyle="medium" />;
  const facts: Fact[] = [
    [t("to"), mail.to],
    [t("written"), moment(mail.createdAt)],
  ];
  if (mail.sentAt) facts.push([t("sent"), moment(mail.sentAt)]);
  if (mail.nextTryAt && mail.failure) facts.push([t("next"), moment(mail.nextTryAt)]);
  if (mail.failure) facts.push([t("failure"), t("failureAfter", { failure: mail.failure, tries: mail.tries })]);
  return (
    <li className="rounded-card border border-line bg-surface p-5 shadow-card">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="font-semibold wrap-anywhere">{mail.subject}</h2>
        <Tag look={LOOKS[mail.state]}>{t(`state.${mail.state}`)}</Tag>
      </div>
      <Facts facts={facts} />
      {opened && <Words opened={opened} label={t("text")} link={t("link")} lost={t("unreadable")} />}
      {canView && !opened && mail.state === "kept" && (
        <Link href={`/admin/outbox?page=${page + 1}&mail=${mail.id}`} prefetch={false} scroll={false} className={buttonClass("plain")}>
          {t("view")}
          <span className="sr-only">: {mail.subject}</span>
        </Link>
      )}
    </li>
  );
}

function Words({ opened, label, link, lost }: { opened: KeptMail; label: string; link: string; lost: string }) {
  if (opened.kind === "lost") return <p className="mt-2 text-danger">{lost}</p>;
  if (opened.kind === "link") return <p className="mt-2 text-quiet">{link}</p>;
  return (
    <section aria-label={label}>
      <pre className="mt-2 rounded-field border border-transparent bg-sunken p-4 font-mono text-sm whitespace-pre-wrap wrap-anywhere">
        {opened.text}
      </pre>
    </section>
  );
}
