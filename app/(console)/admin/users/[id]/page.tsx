import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { administrationMetadata, pageOrNotFound } from "@/app/(console)/page-or-not-found";
import { UserAccount, UserActions, UserEvents, UserSecurity, UserSessions, UserThrottles } from "@/components/admin/user-details";
import { FocusOnMount } from "@/components/ui/focus";
import { Notice } from "@/components/ui/notice";
import { PageHeading } from "@/components/ui/page";
import { readUserDetails } from "@/lib/features/administration/read-user-details";
import { outcomeSchema, userIdSchema } from "@/lib/features/administration/schema";
import { getDeps } from "@/lib/http/deps";
import { requireAdministrator } from "@/lib/http/guards";
import { answerNotFound } from "@/lib/http/not-found";

type Props = { params: Promise<{ id: string }>; searchParams: Promise<Record<string, unknown>> };

export async function generateMetadata(): Promise<Metadata> {
  return administrationMetadata((await getTranslations("users"))("title"));
}

export default pageOrNotFound(async function UserPage({ params, searchParams }: Props) {
  const { id } = await params;
  const session = await requireAdministrator(`/admin/users/${id}`);
  const details = userIdSchema.safeParse(id).success && (await readUserDetails(getDeps(), session, id));
  if (!details) answerNotFound();
  const { user, throttles, actions, daysSinceConfirmed, sessions, events } = details;
  return (
    <>
      <Link href="/admin/users" prefetch={false} className="mb-3 inline-flex min-h-11 items-center rounded-field font-semibold text-accent">
        {(await getTranslations("user"))("back")}
      </Link>
      <PageHeading heading={user.username} />
      <div className="grid gap-5">
        <Outcome username={user.username} query={await searchParams} />
        <UserThrottles username={user.username} throttles={throttles} />
        <UserAccount user={user} />
        <UserSecurity user={user} daysSinceConfirmed={daysSinceConfirmed} />
        <UserActions user={user} actions={actions} />
        <UserSessions sessions={sessions} />
        <UserEvents username={user.username} events={events} />
      </div>
    </>
  );
});

/** The outcome of the last action, from the URL; limited to these sentences. */
async function Outcome({ username, query }: { username: string; query: Record<string, unknown> }) {
  const outcome = outcomeSchema.safeParse(query);
  if (query.done !== "nothing" && !outcome.success) return null;
  const t = await getTranslations("userAction");
  return (
    <FocusOnMount>
      {outcome.success ? (
        <Notice variant="calm" role="status">
          {`${t(`${outcome.data.done}.done`, { username })} ${t(`notified.${outcome.data.notified}`, { username })}`}
        </Notice>
      ) : (
        <Notice variant="amber">{(await getTranslations("problems"))("action-not-available")}</Notice>
      )}
    </FocusOnMount>
  );
}
