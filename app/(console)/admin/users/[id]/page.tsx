import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { cache, type ReactNode } from "react";
import { administrationMetadata, pageOrNotFound } from "@/app/(console)/page-or-not-found";
import { DeletedUserCard, UserHead, UserSecurity, UserSessions, UserThrottles } from "@/components/admin/user-details";
import { UserEvents } from "@/components/admin/user-events";
import { BackLink } from "@/components/ui/back-link";
import { buttonClass } from "@/components/ui/button";
import { FocusOnMount } from "@/components/ui/focus";
import { Notice } from "@/components/ui/notice";
import { PageHeading } from "@/components/ui/page";
import { readDeletedUser, readUserDetails } from "@/lib/features/administration/read-user-details";
import { outcomeSchema, userIdSchema } from "@/lib/features/administration/schema";
import type { DeletedUser, UserDetails } from "@/lib/features/administration/types";
import type { CurrentSession } from "@/lib/features/sessions/session";
import { getDeps } from "@/lib/http/deps";
import { currentSession, requireAdministrator } from "@/lib/http/guards";
import { answerNotFound } from "@/lib/http/not-found";
import { UserActionButton } from "./user-action";

type Props = { params: Promise<{ id: string }>; searchParams: Promise<Record<string, unknown>> };

/** For administrators; shared by the page and its title. */
const readUser = cache(async (session: CurrentSession, id: string) => {
  if (!userIdSchema.safeParse(id).success) return null;
  return (await readUserDetails(getDeps(), session, id)) ?? (await readDeletedUser(getDeps(), id));
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const session = await currentSession();
  const found = session?.user.admin ? await readUser(session, (await params).id) : null;
  if (!found) return administrationMetadata((await getTranslations("users"))("title"));
  return administrationMetadata("user" in found ? found.user.username : found.username);
}

export default pageOrNotFound(async function UserPage({ params, searchParams }: Props) {
  const { id } = await params;
  const session = await requireAdministrator(`/admin/users/${id}`);
  const found = await readUser(session, id);
  if (!found) answerNotFound();
  const isDeleted = !("user" in found);
  const { username } = isDeleted ? found : found.user;
  const outcome = <Outcome username={username} query={await searchParams} />;
  return (
    <div data-wide>
      <BackLink href="/admin/users" text={(await getTranslations("user"))("back")} />
      {isDeleted ? <DeletedUserView id={id} deleted={found} outcome={outcome} /> : <UserView {...{ session, details: found, outcome }} />}
    </div>
  );
});

type ViewProps = { session: CurrentSession; details: UserDetails; outcome: ReactNode };

async function UserView({ session, details, outcome }: ViewProps) {
  const { user, throttles, actions, daysSinceConfirmed, sessions, events } = details;
  const t = await getTranslations("user.actions");
  const button = (action: (typeof actions)[number]) => <UserActionButton key={action} {...{ session, user, action }} />;
  const others = actions.filter((action) => action !== "unlock").map(button);
  const own = (
    <Link href="/settings" prefetch={false} className={buttonClass("plain")}>
      {t("toSettings")}
    </Link>
  );
  return (
    <>
      <UserHead user={user}>{actions.length > 0 ? others : own}</UserHead>
      <div className="grid gap-5">
        {outcome}
        <UserThrottles username={user.username} throttles={throttles}>
          {actions.includes("unlock") && button("unlock")}
        </UserThrottles>
        <div className="grid items-start gap-5 lg:grid-cols-2">
          <div className="grid gap-5">
            <UserSecurity user={user} daysSinceConfirmed={daysSinceConfirmed} />
            <UserSessions sessions={sessions} />
          </div>
          <UserEvents username={user.username} events={events} />
        </div>
      </div>
    </>
  );
}

function DeletedUserView({ id, deleted, outcome }: { id: string; deleted: DeletedUser; outcome: ReactNode }) {
  return (
    <>
      <PageHeading heading={deleted.username} />
      <div className="grid gap-5">
        {outcome}
        <DeletedUserCard id={id} deleted={deleted} />
      </div>
    </>
  );
}

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
