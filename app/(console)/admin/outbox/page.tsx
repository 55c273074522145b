import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { OutboxItem, OutboxNotice, OutboxPages } from "@/components/admin/outbox-list";
import { PageHeading } from "@/components/ui/page";
import { readOutboxEmail } from "@/lib/features/administration/read-outbox-email";
import { outboxQuerySchema, readOutbox } from "@/lib/features/notifications/read-outbox";
import { requireProof } from "@/lib/features/reverification/reverify";
import { getDeps } from "@/lib/http/deps";
import { requireAdministrator } from "@/lib/http/guards";
import { clientInfo } from "@/lib/http/request";
import { readProof } from "@/lib/http/reverify-from-form";
import { fieldErrorTexts, texts } from "@/lib/i18n/messages";
import { ConfirmIdentityForm } from "./confirm-identity-form";

type Props = { searchParams: Promise<Record<string, unknown>> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("outbox"))("title") };
}

/** The emails with their state; what one of them says only after reverification, and recorded. */
export default async function OutboxPage({ searchParams }: Props) {
  const query = outboxQuerySchema.parse(await searchParams);
  const session = await requireAdministrator("/admin/outbox");
  const { sending, mails, page, pages } = await readOutbox(getDeps(), { page: query.page - 1 });
  const t = await getTranslations("outbox");
  const proven = await requireProof(getDeps(), session);
  const mailId = query.mail ?? mails[0]?.id;
  const opened =
    proven.ok && mailId ? await readOutboxEmail(getDeps(), { session: proven.value, mailId, client: await clientInfo() }) : null;
  const canView = proven.ok;
  return (
    <>
      <PageHeading heading={t("heading")} lead={t("lead")} />
      <div className="grid gap-5">
        <OutboxNotice sending={sending} />
        {!canView && mails.some(({ state }) => state === "kept") && (
          <ConfirmIdentityForm
            query={{ page: String(query.page), mail: query.mail }}
            proof={await readProof(session)}
            username={session.user.username}
            texts={(await texts("outbox")).confirm}
            proofTexts={await texts("proof")}
            errorTexts={await fieldErrorTexts()}
          />
        )}
        {mails.length === 0 && <p className="text-quiet">{t("empty")}</p>}
        <ol aria-label={t("list")} className="grid gap-4">
          {mails.map((mail) => (
            <OutboxItem key={mail.id} mail={mail} page={page} opened={mail.id === mailId ? opened : null} canView={canView} />
          ))}
        </ol>
        <OutboxPages page={page} pages={pages} />
      </div>
    </>
  );
}
