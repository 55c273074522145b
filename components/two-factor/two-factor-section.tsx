import { TriangleAlert } from "lucide-react";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Moment } from "@/components/account/moment";
import { Card } from "@/components/ui/card";
import { Sentence } from "@/components/ui/notice";
import type { TwoFactorSummary, WeakerProtection } from "@/lib/features/two-factor/state";
import { BACKUP_CODES_LOW } from "@/lib/policy";

type Props = { twoFactor: TwoFactorSummary; withoutTwoFactor: WeakerProtection; aside: ReactNode; children: ReactNode };

/** How 2FA stands, and what protects the account; `children` is what can be changed about it. */
export async function TwoFactorSection({ twoFactor, withoutTwoFactor, aside, children }: Props) {
  const t = await getTranslations("twoFactor");
  const { state, confirmedAt, daysSinceConfirmed } = twoFactor;
  const values = { days: daysSinceConfirmed ?? 0, date: () => confirmedAt && <Moment at={confirmedAt} dateStyle="long" /> };
  const standing = state === "not-enabled" ? t(`off.${withoutTwoFactor}`) : t.rich(`state.${state}`, values);
  return (
    <Card id="two-factor" heading={t("heading")} aside={aside}>
      <p className="max-w-prose text-muted-foreground">
        <Sentence>{standing}</Sentence>
      </p>
      {children}
    </Card>
  );
}

/** The number of codes left; a warning when there are few, and a louder one when there are none. */
export async function BackupCodesLeft({ count }: { count: number }) {
  const t = await getTranslations("twoFactor");
  if (count > BACKUP_CODES_LOW) return <p className="mt-3 text-sm text-muted-foreground">{t("backupCodesLeft", { count })}</p>;
  return <BackupCodesLow count={count} />;
}

/** Nothing while there are enough. */
export async function BackupCodesLow({ count }: { count: number }) {
  const t = await getTranslations("twoFactor");
  if (count > BACKUP_CODES_LOW) return null;
  const colors = count === 0 ? "bg-amber font-semibold text-amber-foreground" : "bg-amber-soft font-medium text-foreground";
  return (
    <p className={`mt-3 flex gap-2 rounded-field border border-transparent px-3 py-2 text-sm ${colors}`}>
      <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <span className="min-w-0">{t("backupCodesLow", { count })}</span>
    </p>
  );
}
