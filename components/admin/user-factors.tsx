import { getTranslations } from "next-intl/server";
import { Moment } from "@/components/account/moment";
import { Card } from "@/components/ui/card";
import { type Fact, Facts } from "@/components/ui/facts";
import { Sentence } from "@/components/ui/sentence";
import type { UserOverview } from "@/lib/features/account/types";
import { TwoFactorTag } from "./two-factor-tag";

/** What signs in to the account besides the password. */
export async function UserFactors({ user, daysSinceConfirmed }: { user: UserOverview; daysSinceConfirmed: number | null }) {
  const t = await getTranslations("user.factors");
  const { state, confirmedAt } = user.twoFactor;
  const facts: Fact[] = [];
  if (confirmedAt) {
    const date = () => <Moment at={confirmedAt} dateStyle="long" />;
    const confirmed = t.rich("confirmedAt", { date, days: daysSinceConfirmed ?? 0 });
    facts.push([t("confirmed"), <Sentence key="confirmed">{confirmed}</Sentence>], [t("backupCodes"), String(user.backupCodesLeft)]);
  }
  const emailVerification = user.emailVerification ? t(confirmedAt ? "onUnused" : "on") : t("off");
  const tag = (
    <span className="flex items-center gap-2">
      <span>{t("twoFactor")}</span> <TwoFactorTag state={state} />
    </span>
  );
  return (
    <Card id="factors" heading={t("heading")} aside={tag}>
      <Facts facts={[...facts, [t("emailVerification"), emailVerification]]} />
    </Card>
  );
}
