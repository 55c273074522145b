import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { administrationMetadata, pageOrNotFound } from "@/app/(console)/page-or-not-found";
import { reverifiedFormProps } from "@/app/(console)/reverified-form";
import { OutboxItem, OutboxNotice, OutboxPages } from "@/components/admin/outbox-list";
import { PageHeading } from "@/components/ui/page";
import { readOutboxEmail } from "@/lib/features/administration/read-outbox-email";
import { outboxQuerySchema, readOutbox } from "@/lib/features/notifications/outbox";
import { requireRecentVerification } from "@/lib/features/reverification/reverify";
import { getDeps } from "@/lib/http/deps";
import { requireAdministrator } from "@/lib/http/guards";
import { clientInfo } from "@/lib/http/request";
import { texts } from "@/lib/i18n/messages";
import { ConfirmIdentityForm } from "./confirm-identity-form";

type Props = { searchParams: Promise<Record<string, unknown>> };

export async function generateMetadata(): Promise<Metadata> {
  return administrationMetadata((await getTranslations("outbox"))("title"));
}

/** The emails with their state. The text of an email requires reverification, and reading it is recorded. */
export default pageOrNotFound(async function OutboxPage({ searchParams }: Props) {
  const session = await requireAdministrator("/admin/outbox");
  const query = outboxQuerySchema.parse(await searchParams);
  const { sending, mails, page, pages } = await readOutbox(getDeps(), { page: query.page - 1 });
  const verified = await requireRecentVerification(getDeps(), session);
  const mailId = query.mail ?? mails[0]?.id;
  const opened =
    verified.ok && mailId ? await readOutboxEmail(getDeps(), { session: verified.value, mailId, client: await clientInfo() }) : null;
  const canView = verified.ok;
  const t = await getTranslations("outbox");
  return (
    <>
      <PageHeading heading={t("heading")} description={t("description")} />
      <div className="grid gap-5">
        <OutboxNotice sending={sending} />
        {!canView && mails.some(({ state }) => state === "queued") && (
          <ConfirmIdentityForm
            query={{ page: String(query.page), mail: query.mail }}
            texts={(await texts("outbox")).confirm}
            {...(await reverifiedFormProps(session))}
          />
        )}
        {mails.length === 0 && <p className="text-muted-foreground">{t("empty")}</p>}
        <ol aria-label={t("list")} className="grid gap-4">
          {mails.map((mail) => (
            <OutboxItem key={mail.id} mail={mail} page={page} opened={mail.id === mailId ? opened : null} canView={canView} />
          ))}
        </ol>
        <OutboxPages page={page} pages={pages} />
      </div>
    </>
  );
});
