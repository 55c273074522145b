import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { administrationMetadata, pageOrNotFound } from "@/app/(console)/page-or-not-found";
import { reverifiedFormProps } from "@/app/(console)/reverified-form";
import { PageCard } from "@/components/ui/card";
import { PageHeading } from "@/components/ui/page";
import { newUserQuerySchema } from "@/lib/features/administration/schema";
import { getDeps } from "@/lib/http/deps";
import { requireAdministrator } from "@/lib/http/guards";
import { texts } from "@/lib/i18n/messages";
import { PASSWORD_LINK_LIFETIME_SECONDS } from "@/lib/policy";
import { InviteForm } from "./invite-form";

export async function generateMetadata(): Promise<Metadata> {
  return administrationMetadata((await getTranslations("invitation"))("title"));
}

type Props = { searchParams: Promise<Record<string, unknown>> };

export default pageOrNotFound(async function NewUserPage({ searchParams }: Props) {
  const session = await requireAdministrator("/admin/users/new");
  const { after } = newUserQuerySchema.parse(await searchParams);
  const t = await getTranslations("invitation");
  return (
    <PageCard>
      <PageHeading heading={t("heading")} description={t("description", { hours: PASSWORD_LINK_LIFETIME_SECONDS / 3600 })} />
      <InviteForm
        after={after ?? null}
        emailHint={t(getDeps().mailTransport ? "form.emailHint" : "form.emailHintQueued")}
        texts={await texts("invitation")}
        cancel={(await texts("userAction")).form.cancel}
        {...(await reverifiedFormProps(session))}
      />
    </PageCard>
  );
});
