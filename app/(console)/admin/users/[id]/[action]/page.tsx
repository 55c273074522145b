import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { administrationMetadata, pageOrNotFound } from "@/app/(console)/page-or-not-found";
import { reverifiedFormProps } from "@/app/(console)/reverified-form";
import { PageCard } from "@/components/ui/card";
import { PageHeading } from "@/components/ui/page";
import { readUserDetails } from "@/lib/features/administration/read-user-details";
import { actOnUserSchema } from "@/lib/features/administration/schema";
import { protectionWithoutTwoFactor } from "@/lib/features/two-factor/state";
import { getDeps } from "@/lib/http/deps";
import { requireAdministrator } from "@/lib/http/guards";
import { answerNotFound } from "@/lib/http/not-found";
import { texts } from "@/lib/i18n/messages";
import { UserActionForm } from "./user-action-form";

type Props = { params: Promise<{ id: string; action: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return administrationMetadata((await getTranslations("users"))("title"));
}

/** Says what will happen to which user, and asks for reverification. */
export default pageOrNotFound(async function UserActionPage({ params }: Props) {
  const { id, action: name } = await params;
  const session = await requireAdministrator(`/admin/users/${id}/${name}`);
  const target = actOnUserSchema.safeParse({ userId: id, action: name });
  const details = target.success && (await readUserDetails(getDeps(), session, id));
  if (!details) answerNotFound();
  const { action } = target.data;
  const { username } = details.user;
  if (!details.actions.includes(action)) redirect(`/admin/users/${id}`);
  const t = await getTranslations("userAction");
  const consequence = action === "reset-2fa" && t(`reset-2fa.consequences.${protectionWithoutTwoFactor(details.user)}`);
  return (
    <PageCard>
      <PageHeading
        heading={t(`${action}.heading`, { username })}
        description={[t(`${action}.does`, { username }), consequence].filter(Boolean).join(" ")}
      />
      <UserActionForm
        userId={id}
        action={action}
        texts={await texts("userAction")}
        linkTexts={(await texts("invitation")).link}
        {...(await reverifiedFormProps(session))}
      />
    </PageCard>
  );
});
