import { TriangleAlert } from "lucide-react";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { Overview, OverviewCount } from "@/lib/features/administration/types";

/** Where each count leads, and whether it calls for something to be done. */
const COUNTS: { name: OverviewCount; href: string; isProblem: boolean }[] = [
  { name: "users", href: "/admin/users", isProblem: false },
  { name: "withoutTwoFactor", href: "/admin/users?state=not-enabled", isProblem: true },
  { name: "expired", href: "/admin/users?state=expired", isProblem: true },
  { name: "throttled", href: "/admin/users?show=throttled", isProblem: true },
  { name: "invited", href: "/admin/users?show=invited", isProblem: false },
  { name: "failedEmails", href: "/admin/outbox?show=failed", isProblem: true },
];

const LINK = "inline-flex min-h-11 items-center rounded-field font-semibold text-accent-strong underline underline-offset-4";

/** For administrators: what there is, each count a link to its list, and what operators should do. */
export async function OverviewCounts({ counts, sendsEmail }: Overview) {
  const t = await getTranslations("home.overview");
  return (
    <>
      <ul className="grid grid-cols-2 gap-2 sm:grid-cols-3 lg:grid-cols-6">
        {COUNTS.map(({ name, href, isProblem }) => {
          const { value, isMore } = counts[name];
          const standsOut = isProblem && value > 0;
          return (
            <li key={name}>
              <Link
                href={href}
                prefetch={false}
                className={`flex h-full flex-col justify-between gap-1 rounded-field border px-3 py-2.5 ${
                  standsOut ? "border-transparent bg-amber-soft hover:border-border" : "border-divider bg-surface hover:bg-muted"
                }`}
              >
                <span className={`text-sm ${standsOut ? "text-foreground" : "text-muted-foreground"}`}>{t(name)}</span>
                <span className="flex items-center gap-1.5 text-xl font-semibold tabular-nums">
                  <span>{t(isMore ? "atLeast" : "number", { count: value })}</span>
                  {standsOut && <TriangleAlert aria-hidden="true" className="size-4 shrink-0" />}
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
      {!sendsEmail && (
        <p className="mt-3 flex flex-wrap items-center gap-x-2 text-sm">
          <span>{t("emailOff")}</span>
          <Link href="/admin/outbox" prefetch={false} className={LINK}>
            {t("emailSetUp")}
          </Link>
        </p>
      )}
    </>
  );
}
