import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { UserActionConfirmation } from "@/app/(console)/admin/users/[id]/user-action";
import { administrationMetadata, pageOrNotFound } from "@/app/(console)/page-or-not-found";
import { PageCard } from "@/components/ui/card";
import { readUserDetails } from "@/lib/features/administration/read-user-details";
import { userActionTargetSchema } from "@/lib/features/administration/schema";
import { getDeps } from "@/lib/http/deps";
import { requireAdministrator } from "@/lib/http/guards";
import { answerNotFound } from "@/lib/http/not-found";

type Props = { params: Promise<{ id: string; action: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id: userId, action } = await params;
  const target = userActionTargetSchema.safeParse({ userId, action });
  if (!target.success) return administrationMetadata((await getTranslations("users"))("title"));
  return administrationMetadata((await getTranslations("userAction"))(`${target.data.action}.name`));
}

/** The confirmation of an action without JavaScript, and by its address. */
export default pageOrNotFound(async function UserActionPage({ params }: Props) {
  const { id, action } = await params;
  const session = await requireAdministrator(`/admin/users/${id}/${action}`);
  const target = userActionTargetSchema.safeParse({ userId: id, action });
  if (!target.success) answerNotFound();
  const details = await readUserDetails(getDeps(), session, id);
  // The user's page says when the account has been deleted.
  if (!details?.actions.includes(target.data.action)) redirect(`/admin/users/${id}`);
  return (
    <PageCard>
      <UserActionConfirmation session={session} user={details.user} action={target.data.action} />
    </PageCard>
  );
});
