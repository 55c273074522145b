import { getFormatter, getTranslations } from "next-intl/server";
import { Card } from "@/components/ui/card";
import { Facts } from "@/components/ui/facts";
import type { UserOverview } from "@/lib/users/types";
import { TwoFactorTag } from "./two-factor-tag";

/** What signs in to the account besides the password. */
export async function UserFactors({ user, daysSinceConfirmed }: { user: UserOverview; daysSinceConfirmed: number | null }) {
  const t = await getTranslations("user.factors");
  const format = await getFormatter();
  const { state, confirmedAt } = user.twoFactor;
  const facts: [string, string][] = [];
  if (confirmedAt) {
    const date = format.dateTime(confirmedAt, { dateStyle: "long" });
    facts.push(
      [t("confirmed"), t("confirmedAt", { date, days: daysSinceConfirmed ?? 0 })],
      [t("backupCodes"), String(user.backupCodesLeft)],
    );
  }
  const emailVerification = user.emailVerification ? t(confirmedAt ? "onUnused" : "on") : t("off");
  const tag = (
    <span className="flex items-center gap-2">
      {t("twoFactor")} <TwoFactorTag state={state} />
    </span>
  );
  return (
    <Card id="factors" heading={t("heading")} aside={tag}>
      <Facts facts={[...facts, [t("emailVerification"), emailVerification]]} />
    </Card>
  );
}
