import { MonitorSmartphone } from "lucide-react";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Moment } from "@/components/account/moment";
import { Card, type Description, DescriptionList } from "@/components/ui/card";
import type { CurrentSession } from "@/lib/features/sessions/session";
import { factorList } from "@/lib/i18n/messages";
import { SESSION_INACTIVITY_SECONDS } from "@/lib/policy";

const INACTIVITY_MINUTES = SESSION_INACTIVITY_SECONDS / 60;

/** Details by which the user can recognize a sign-in by another person, and how many other devices are signed in. */
export async function SessionCard({ session, otherDevices }: { session: CurrentSession; otherDevices: number }) {
  const t = await getTranslations("home.session");
  const moment = (at: Date) => <Moment key={at.getTime()} at={at} dateStyle="medium" timeStyle="short" />;
  const items: Description[] = [
    [t("with"), await factorList(session.factors)],
    [t("since"), moment(session.createdAt)],
    [t("until"), moment(session.expiresAt)],
  ];
  if (!session.remember) items.push([t("sooner"), t("unused", { minutes: INACTIVITY_MINUTES })]);
  return (
    <Card id="home-session" heading={t("heading")}>
      <Link
        href="/settings/devices"
        prefetch={false}
        className="flex min-h-11 items-center gap-3 rounded-field border border-divider px-3 py-2 font-medium hover:bg-muted"
      >
        <MonitorSmartphone aria-hidden="true" className="size-5 shrink-0 text-accent" />
        <span>{t("otherDevices", { count: otherDevices })}</span>
      </Link>
      <div className="mt-2 text-sm">
        <DescriptionList items={items} />
      </div>
    </Card>
  );
}
