import { getTranslations } from "next-intl/server";
import { Moment } from "@/components/account/moment";
import { type Fact, Facts } from "@/components/ui/facts";
import { Tag, type TagLook } from "@/components/ui/tag";
import type { OutboxMail } from "@/lib/mail/types";

const LOOKS: Record<OutboxMail["state"], TagLook> = { kept: "amber", waiting: "amber", sent: "calm", "given-up": "danger" };

/** One mail: whom it is for, how it stands, and where it is kept also what it says. */
export async function OutboxItem({ mail, open }: { mail: OutboxMail; open: boolean }) {
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
      {mail.state === "kept" && <OutboxText text={mail.text} summary={t("read")} lost={t("unreadable")} open={open} />}
    </li>
  );
}

function OutboxText({ text, summary, lost, open }: { text: string | null; summary: string; lost: string; open: boolean }) {
  if (text === null) return <p className="mt-2 text-danger">{lost}</p>;
  return (
    <details open={open} className="mt-1">
      <summary className="min-h-11 cursor-pointer rounded-field py-2.5 font-semibold text-accent">{summary}</summary>
      <pre className="rounded-field border border-transparent bg-sunken p-4 font-mono text-sm whitespace-pre-wrap wrap-anywhere">
        {text}
      </pre>
    </details>
  );
}
