import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Moment } from "@/components/account/moment";
import { BackupCodesLeft } from "@/components/two-factor/two-factor-section";
import { buttonClass } from "@/components/ui/button";
import { Card, type Description, DescriptionList } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { PageHeading } from "@/components/ui/page";
import { readProtectionWithoutTwoFactor } from "@/lib/features/account/settings";
import type { CurrentSession } from "@/lib/features/sessions/session";
import type { TwoFactorSummary, WeakerProtection } from "@/lib/features/two-factor/state";
import { readTwoFactor } from "@/lib/features/two-factor/two-factor";
import { OTHER_ACCOUNT_NOTICE } from "@/lib/http/action-guards";
import { getDeps } from "@/lib/http/deps";
import { orSignedOut, requireSession } from "@/lib/http/guards";
import { factorList } from "@/lib/i18n/messages";
import { SESSION_INACTIVITY_SECONDS } from "@/lib/policy";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("home"))("title") };
}

type Props = { searchParams: Promise<Record<string, unknown>> };

export default async function HomePage({ searchParams }: Props) {
  const session = await requireSession("/");
  const twoFactor = await readTwoFactor(getDeps(), session.user.id);
  const withoutTwoFactor = await orSignedOut(readProtectionWithoutTwoFactor(getDeps(), session.user.id));
  const t = await getTranslations("home");
  const otherAccount = (await searchParams).notice === OTHER_ACCOUNT_NOTICE && (await getTranslations("otherAccount"));
  return (
    <>
      {otherAccount && (
        <div className="mb-6">
          <Notice variant="amber" role="alert">
            <p className="font-semibold wrap-anywhere">{otherAccount("heading", { username: session.user.username })}</p>
            <p>{otherAccount("description")}</p>
          </Notice>
        </div>
      )}
      <PageHeading heading={t("greeting", { username: session.user.username })} description={t("description")} />
      <div className="grid gap-5">
        <TwoFactorCard {...{ twoFactor, withoutTwoFactor }} />
        <SessionCard session={session} />
      </div>
    </>
  );
}

const BUTTON_VARIANTS = { "not-enabled": "accent", enabled: "plain", expired: "amber" } as const;

type TwoFactorCardProps = { twoFactor: TwoFactorSummary; withoutTwoFactor: WeakerProtection };

/** The state of the account, and the recommended next step. */
async function TwoFactorCard({ twoFactor, withoutTwoFactor }: TwoFactorCardProps) {
  const t = await getTranslations("home.twoFactor");
  const { state, daysSinceConfirmed } = twoFactor;
  const standing = state === "not-enabled" ? (`off.${withoutTwoFactor}` as const) : state;
  return (
    <Card id="two-factor" heading={t("heading")}>
      <p className="text-xl font-medium tracking-tight text-balance">{t(`${standing}.description`)}</p>
      <p className="mt-2 max-w-prose text-muted-foreground">{t(`${standing}.detail`, { days: daysSinceConfirmed ?? 0 })}</p>
      {state !== "not-enabled" && <BackupCodesLeft count={twoFactor.backupCodesLeft} />}
      <Link href="/settings" prefetch={false} className={`${buttonClass(BUTTON_VARIANTS[state])} mt-5`}>
        {t(`${state}.next`)}
      </Link>
    </Card>
  );
}

const INACTIVITY_MINUTES = SESSION_INACTIVITY_SECONDS / 60;

/** Details by which the user can recognize a sign-in by another person. */
async function SessionCard({ session }: { session: CurrentSession }) {
  const t = await getTranslations("home.session");
  const moment = (at: Date) => <Moment key={at.getTime()} at={at} dateStyle="medium" timeStyle="short" />;
  const items: Description[] = [
    [t("signedInAs"), session.user.username],
    [t("with"), await factorList(session.factors)],
    [t("since"), moment(session.createdAt)],
    [t("until"), moment(session.expiresAt)],
  ];
  if (!session.remember) items.push([t("sooner"), t("unused", { minutes: INACTIVITY_MINUTES })]);
  return (
    <Card id="session" heading={t("heading")}>
      <DescriptionList items={items} />
    </Card>
  );
}
