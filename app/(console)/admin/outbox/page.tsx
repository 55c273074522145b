import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { administrationMetadata, pageOrNotFound } from "@/app/(console)/page-or-not-found";
import { reverifiedFormProps } from "@/app/(console)/reverified-form";
import { OutboxFilters, OutboxItem, OutboxNotice, OutboxPages } from "@/components/admin/outbox-list";
import { PageHeading } from "@/components/ui/page";
import { EmptyTable } from "@/components/ui/table";
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
  const { mail: requested, ...query } = outboxQuerySchema.parse(await searchParams);
  const { sending, mails, newer, older } = await readOutbox(getDeps(), query);
  const verified = await requireRecentVerification(getDeps(), session);
  const mailId = requested ?? mails[0]?.id;
  const opened =
    verified.ok && mailId ? await readOutboxEmail(getDeps(), { session: verified.value, mailId, client: await clientInfo() }) : null;
  const canView = verified.ok;
  const t = await getTranslations("outbox");
  return (
    <div data-wide>
      <PageHeading heading={t("heading")} description={t("description")} />
      <div className="grid min-w-0 gap-4">
        <OutboxNotice sending={sending} />
        {!canView && mails.some(({ state }) => state === "queued") && (
          <ConfirmIdentityForm
            query={{ ...query, mail: requested }}
            texts={(await texts("outbox")).confirm}
            {...(await reverifiedFormProps(session))}
          />
        )}
        <div className="min-w-0">
          <OutboxFilters show={query.show} />
          {mails.length === 0 && <EmptyTable text={t(query.show ? "none" : "empty")} />}
          <ol aria-label={t("list")} className={LIST}>
            {mails.map((mail) => (
              <OutboxItem key={mail.id} mail={mail} query={query} opened={mail.id === mailId ? opened : null} canView={canView} />
            ))}
          </ol>
          <OutboxPages show={query.show} newer={newer} older={older} />
        </div>
      </div>
    </div>
  );
});

const LIST = "divide-y divide-divider overflow-hidden rounded-card border border-divider bg-surface shadow-card empty:hidden";
