import Form from "next/form";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { EventList } from "@/components/account/event-list";
import { Moment } from "@/components/account/moment";
import { Button, buttonClass } from "@/components/ui/button";
import { Card, type Description, DescriptionList } from "@/components/ui/card";
import { Notice, Sentence, ShellCommand } from "@/components/ui/notice";
import type { UserOverview } from "@/lib/features/account/types";
import type { AuditEvent, UserAction, UserSession } from "@/lib/features/administration/types";
import type { ActiveThrottle } from "@/lib/features/throttle/throttle";
import { factorList } from "@/lib/i18n/messages";
import { AccountTags, TwoFactorTag } from "./user-list";

/** That sign-in is throttled, until when, and who can end it; nothing when it is not. */
export async function UserThrottles({ username, throttles }: { username: string; throttles: ActiveThrottle[] }) {
  if (throttles.length === 0) return null;
  const t = await getTranslations("user.throttles");
  return (
    <Notice variant="amber">
      <p className="font-semibold">{t("heading", { username })}</p>
      <ul className="my-2">
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
      <p>{t("lift", { username })}</p>
      <ShellCommand>{`npm run admin -- unlock ${username}`}</ShellCommand>
    </Notice>
  );
}

/** The account itself. */
export async function UserAccount({ user }: { user: UserOverview }) {
  const t = await getTranslations("user.account");
  const moment = (at: Date) => <Moment at={at} dateStyle="long" timeStyle="short" />;
  const tags = (
    <span className="flex flex-wrap gap-2">
      <AccountTags user={user} />
    </span>
  );
  return (
    <Card id="account" heading={t("heading")} aside={tags}>
      <DescriptionList
        items={[
          [t("email"), user.email ?? t("noEmail")],
          [t("password"), t(user.hasPassword ? "hasPassword" : "noPassword")],
          [t("lastSignIn"), user.lastSignInAt ? moment(user.lastSignInAt) : t("never")],
          [t("created"), moment(user.createdAt)],
        ]}
      />
    </Card>
  );
}

/** The factors of the account besides the password. */
export async function UserSecurity({ user, daysSinceConfirmed }: { user: UserOverview; daysSinceConfirmed: number | null }) {
  const t = await getTranslations("user.factors");
  const { state, confirmedAt } = user.twoFactor;
  const items: Description[] = [];
  if (confirmedAt) {
    const date = () => <Moment at={confirmedAt} dateStyle="long" />;
    const confirmed = t.rich("confirmedAt", { date, days: daysSinceConfirmed ?? 0 });
    items.push([t("confirmed"), <Sentence key="confirmed">{confirmed}</Sentence>], [t("backupCodes"), String(user.backupCodesLeft)]);
  }
  const emailVerification = user.emailVerification ? t(confirmedAt ? "onUnused" : "on") : t("off");
  const tag = (
    <span className="flex items-center gap-2">
      <span>{t("twoFactor")}</span> <TwoFactorTag state={state} />
    </span>
  );
  return (
    <Card id="factors" heading={t("heading")} aside={tag}>
      <DescriptionList items={[...items, [t("emailVerification"), emailVerification]]} />
    </Card>
  );
}

/** Links to the pages that explain an action and ask for reverification. */
export async function UserActions({ user, actions }: { user: UserOverview; actions: UserAction[] }) {
  const t = await getTranslations("user.actions");
  const messages = await getTranslations("userAction");
  if (actions.length === 0) {
    return (
      <Card id="actions" heading={t("heading")}>
        <p className="mb-4 text-muted-foreground">{t("own")}</p>
        <Link href="/settings" prefetch={false} className={buttonClass("plain")}>
          {t("toSettings")}
        </Link>
      </Card>
    );
  }
  return (
    <Card id="actions" heading={t("heading")}>
      <div className="flex flex-wrap gap-3">
        {actions.map((action) => (
          <Form key={action} action={`/admin/users/${user.id}/${action}`} prefetch={false}>
            <Button type="submit" variant="plain">
              {messages(`${action}.name`)}
            </Button>
          </Form>
        ))}
      </div>
    </Card>
  );
}

/** The account's sessions. */
export async function UserSessions({ sessions }: { sessions: UserSession[] }) {
  const t = await getTranslations("user.sessions");
  const shown = await Promise.all(
    sessions.map(async (session) => ({ ...session, factors: await factorList(session.factors, { inSentence: true }) })),
  );
  const moment = (at: Date) => () => <Moment at={at} dateStyle="medium" timeStyle="short" />;
  return (
    <Card id="sessions" heading={t("heading")}>
      {sessions.length === 0 && <p className="text-muted-foreground">{t("none")}</p>}
      <ul className="divide-y divide-divider">
        {shown.map(({ id, ip, browser, system, factors, createdAt, lastSeenAt }) => (
          <li key={id} className="py-3">
            <p className="font-medium">{t("device", { browser, system })}</p>
            <p className="text-sm text-muted-foreground">
              <Sentence>
                {t.rich("detail", {
                  ip,
                  since: moment(createdAt),
                  seen: moment(lastSeenAt),
                  factors,
                })}
              </Sentence>
            </p>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** The account's latest events, with a link to all. */
export async function UserEvents({ username, events }: { username: string; events: AuditEvent[] }) {
  const t = await getTranslations("user.events");
  const shown = events.map(({ id, at, type, actor, device }) => {
    const by = actor ? t("by", { actor }) : t(device ? "byNobody" : "byOperator");
    return { id, at, type, detail: [by, device && t("where", device)] };
  });
  return (
    <Card id="events" heading={t("heading")}>
      {events.length === 0 ? <p className="mb-4 text-muted-foreground">{t("none")}</p> : <EventList events={shown} />}
      <Link href={`/admin/audit?person=${encodeURIComponent(username)}`} prefetch={false} className={`${buttonClass("plain")} mt-3`}>
        {t("all")}
      </Link>
    </Card>
  );
}
