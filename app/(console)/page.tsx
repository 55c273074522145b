import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { ActivityList, NotYou } from "@/components/account/activity-list";
import { ApplicationsCard } from "@/components/home/applications-card";
import { OverviewCounts } from "@/components/home/overview";
import { SessionCard } from "@/components/home/session-card";
import { TwoFactorCard } from "@/components/home/two-factor-card";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { PageHeading } from "@/components/ui/page";
import { readProtectionWithoutTwoFactor } from "@/lib/features/account/settings";
import { readOverview } from "@/lib/features/administration/read-overview";
import { listActivity } from "@/lib/features/audit/events";
import { listSessions } from "@/lib/features/sessions/devices";
import type { CurrentSession } from "@/lib/features/sessions/session";
import { readTwoFactor } from "@/lib/features/two-factor/two-factor";
import { OTHER_ACCOUNT_NOTICE } from "@/lib/http/action-guards";
import { getDeps } from "@/lib/http/deps";
import { orSignedOut, requireSession } from "@/lib/http/guards";
import { texts } from "@/lib/i18n/messages";
import { HOME_ACTIVITY } from "@/lib/policy";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("home"))("title") };
}

type Props = { searchParams: Promise<Record<string, unknown>> };

export default async function HomePage({ searchParams }: Props) {
  const session = await requireSession("/");
  const deps = getDeps();
  const { user } = session;
  const twoFactor = await readTwoFactor(deps, user.id);
  const [withoutTwoFactor, devices, overview] = await Promise.all([
    // After the state of 2FA, which a removed user has too.
    orSignedOut(readProtectionWithoutTwoFactor(deps, user.id)),
    listSessions(deps, user.id, session.id),
    user.admin ? readOverview(deps) : null,
  ]);
  const otherDevices = devices.filter(({ current }) => !current).length;
  const t = await getTranslations("home");
  return (
    <div data-wide className="mx-auto max-w-5xl">
      {(await searchParams).notice === OTHER_ACCOUNT_NOTICE && <OtherAccountNotice username={user.username} />}
      <PageHeading heading={t("greeting", { username: user.username })} />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        {overview && (
          <div className="lg:col-span-2">
            <Card id="home-overview" heading={t("overview.heading")}>
              <OverviewCounts {...overview} />
            </Card>
          </div>
        )}
        <div className="grid gap-5">
          <TwoFactorCard {...{ twoFactor, withoutTwoFactor }} />
          <LatestActivity session={session} />
        </div>
        <div className="grid gap-5">
          <ApplicationsCard origins={deps.config.forwardAuth.origins} />
          <SessionCard {...{ session, otherDevices }} />
        </div>
      </div>
    </div>
  );
}

async function OtherAccountNotice({ username }: { username: string }) {
  const t = await getTranslations("otherAccount");
  return (
    <div className="mb-6">
      <Notice variant="amber" role="alert">
        <p className="font-semibold wrap-anywhere">{t("heading", { username })}</p>
        <p>{t("description")}</p>
      </Notice>
    </div>
  );
}

async function LatestActivity({ session }: { session: CurrentSession }) {
  const { activity } = await texts("home");
  const { events } = await listActivity(getDeps(), session, { take: HOME_ACTIVITY });
  return (
    <Card id="home-activity" heading={activity.heading}>
      <ActivityList events={events} />
      <div className="mt-3 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <NotYou />
        <Link href="/settings/security/activity" prefetch={false} className={buttonClass("plain")}>
          {activity.all}
        </Link>
      </div>
    </Card>
  );
}
