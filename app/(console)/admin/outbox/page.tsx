import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { OutboxItem } from "@/components/admin/outbox-item";
import { OutboxNotice } from "@/components/admin/outbox-notice";
import { OutboxPages } from "@/components/admin/outbox-pages";
import { PageHeading } from "@/components/ui/page-heading";
import { readOutbox } from "@/lib/mail/read-outbox";
import { outboxPageSchema } from "@/lib/mail/schema";
import { getDeps } from "@/lib/web/deps";
import { requireAdministrator } from "@/lib/web/guards";

type Props = { searchParams: Promise<Record<string, unknown>> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("outbox"))("title") };
}

export default async function OutboxPage({ searchParams }: Props) {
  await requireAdministrator("/admin/outbox");
  const { sending, mails, page, pages } = await readOutbox(getDeps(), { page: outboxPageSchema.parse((await searchParams).page) - 1 });
  const t = await getTranslations("outbox");
  return (
    <>
      <PageHeading heading={t("heading")} lead={t("lead")} />
      <div className="grid gap-5">
        <OutboxNotice sending={sending} />
        {mails.length === 0 && <p className="text-quiet">{t("empty")}</p>}
        <ol aria-label={t("list")} className="grid gap-4">
          {mails.map((mail, index) => (
            <OutboxItem key={mail.id} mail={mail} open={index === 0} />
          ))}
        </ol>
        <OutboxPages page={page} pages={pages} />
      </div>
    </>
  );
}
