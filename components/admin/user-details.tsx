import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Moment } from "@/components/account/moment";
import { StateTag } from "@/components/two-factor/state-tag";
import { Avatar } from "@/components/ui/avatar";
import { buttonClass } from "@/components/ui/button";
import { Card, type Description, DescriptionList } from "@/components/ui/card";
import { Notice, Sentence } from "@/components/ui/notice";
import { Tag } from "@/components/ui/tag";
import type { UserOverview } from "@/lib/features/account/types";
import type { DeletedUser, UserSession } from "@/lib/features/administration/types";
import type { ActiveThrottle } from "@/lib/features/throttle/throttle";
import { factorList } from "@/lib/i18n/messages";
import { BACKUP_CODES_LOW } from "@/lib/policy";
import { AccountTags } from "./user-list";

/** Whose page it is; `children` are the actions on the account. */
export async function UserHead({ user, children }: { user: UserOverview; children: ReactNode }) {
  const t = await getTranslations("user");
  return (
    <div className="mb-7 grid gap-5">
      <div className="flex items-center gap-4">
        <Avatar name={user.username} size="large" />
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 tabIndex={-1} className="text-3xl font-semibold tracking-tight text-balance">
              <bdi>{user.username}</bdi>
            </h1>
            <AccountTags user={user} />
          </div>
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted-foreground">
            <bdi>{user.email ?? (await getTranslations("users"))("noEmail")}</bdi>
            {user.email && !user.emailConfirmed && <Tag variant="amber">{t("notConfirmed")}</Tag>}
          </p>
        </div>
      </div>
      <fieldset className="flex min-w-0 flex-wrap gap-3">
        <legend className="sr-only">{t("actions.heading")}</legend>
        {children}
      </fieldset>
    </div>
  );
}

type ThrottlesProps = { username: string; throttles: ActiveThrottle[]; children: ReactNode };

/** That sign-in is throttled and until when; `children` end it. Nothing when it is not. */
export async function UserThrottles({ username, throttles, children }: ThrottlesProps) {
  if (throttles.length === 0) return null;
  const t = await getTranslations("user.throttles");
  return (
    <Notice variant="amber">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 basis-96 grow">
          <p className="font-semibold">{t("heading", { username })}</p>
          <ul className="my-1">
            {throttles.map(({ secret, knownBrowser, until }) => (
              <li key={`${secret} ${knownBrowser}`}>
                <Sentence>
                  {t.rich(`${secret}.${knownBrowser ? "knownBrowser" : "others"}`, {
                    moment: () => <Moment at={until} dateStyle="long" timeStyle="medium" />,
                  })}
                </Sentence>
              </li>
            ))}
          </ul>
          <p className="text-sm">{t("ends", { username })}</p>
        </div>
        {children}
      </div>
    </Notice>
  );
}

type SecurityProps = { user: UserOverview; daysSinceConfirmed: number | null };

/** The factors of the account, and when it was created and used. */
export async function UserSecurity({ user, daysSinceConfirmed }: SecurityProps) {
  const t = await getTranslations("user.factors");
  const account = await getTranslations("user.account");
  const { state, confirmedAt } = user.twoFactor;
  const moment = (at: Date) => <Moment at={at} dateStyle="long" timeStyle="short" />;
  const items: Description[] = [[t("twoFactor"), <StateTag key="state" state={state} />]];
  if (confirmedAt) {
    const date = () => <Moment at={confirmedAt} dateStyle="long" />;
    const confirmed = t.rich("confirmedAt", { date, days: daysSinceConfirmed ?? 0 });
    items.push([t("confirmed"), <Sentence key="confirmed">{confirmed}</Sentence>]);
    items.push([t("backupCodes"), <BackupCodeCount key="codes" count={user.backupCodesLeft} />]);
  }
  items.push(
    [t("emailVerification"), user.emailVerification ? t(confirmedAt ? "onUnused" : "on") : t("off")],
    [account("password"), account(user.hasPassword ? "hasPassword" : "noPassword")],
    [account("lastSignIn"), user.lastSignInAt ? moment(user.lastSignInAt) : account("never")],
    [account("created"), moment(user.createdAt)],
  );
  return (
    <Card id="factors" heading={t("heading")}>
      <DescriptionList items={items} />
    </Card>
  );
}

/** Few codes stand out. */
function BackupCodeCount({ count }: { count: number }) {
  return count > BACKUP_CODES_LOW ? <span>{count}</span> : <Tag variant="amber">{count}</Tag>;
}

/** The account's sessions: where, and below since when and how. */
export async function UserSessions({ sessions }: { sessions: UserSession[] }) {
  const t = await getTranslations("user.sessions");
  const devices = await getTranslations("devices");
  const shown = await Promise.all(
    sessions.map(async (session) => ({ ...session, factors: await factorList(session.factors, { inSentence: true }) })),
  );
  const moment = (at: Date) => () => <Moment at={at} dateStyle="medium" timeStyle="short" />;
  return (
    <Card id="sessions" heading={t("heading")}>
      {sessions.length === 0 && <p className="text-muted-foreground">{t("none")}</p>}
      <ul className="divide-y divide-divider">
        {shown.map(({ id, ip, browser, system, factors, createdAt, lastSeenAt }) => (
          <li key={id} className="py-2.5">
            <p className="flex flex-wrap justify-between gap-x-4">
              <span className="font-medium">{devices("onSystem", { browser, system })}</span>
              <span className="text-muted-foreground tabular-nums">{ip}</span>
            </p>
            <p className="text-sm text-muted-foreground">
              <Sentence>{t.rich("activity", { since: moment(createdAt), seen: moment(lastSeenAt), factors })}</Sentence>
            </p>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** What remains of an account that was deleted. */
export async function DeletedUserCard({ id, deleted }: { id: string; deleted: DeletedUser }) {
  const t = await getTranslations("user");
  const moment = () => <Moment at={deleted.at} dateStyle="long" timeStyle="short" />;
  return (
    <Card id="deleted" heading={t("events.types.user-deleted")}>
      <p className="mb-4">
        <Sentence>
          {deleted.by === null ? t.rich("deleted.byOperator", { moment }) : t.rich("deleted.by", { moment, actor: deleted.by })}
        </Sentence>
      </p>
      <Link href={`/admin/audit?person=${id}`} prefetch={false} className={buttonClass("plain")}>
        {t("events.all")}
      </Link>
    </Card>
  );
}
