import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { BackupCodesLeft } from "@/components/two-factor/backup-codes-left";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { TwoFactorSummary, WeakerProtection } from "@/lib/features/two-factor/state";

const LOOKS = { "not-enabled": "accent", enabled: "plain", expired: "amber" } as const;

type Props = { twoFactor: TwoFactorSummary; withoutTwoFactor: WeakerProtection };

/** Where the account stands, and the one thing to do next. */
export async function TwoFactorCard({ twoFactor, withoutTwoFactor }: Props) {
  const t = await getTranslations("home.twoFactor");
  const { state, daysSinceConfirmed } = twoFactor;
  const standing = state === "not-enabled" ? (`off.${withoutTwoFactor}` as const) : state;
  return (
    <Card id="two-factor" heading={t("heading")}>
      <p className="text-xl font-medium tracking-tight text-balance">{t(`${standing}.lead`)}</p>
      <p className="mt-2 max-w-prose text-quiet">{t(`${standing}.detail`, { days: daysSinceConfirmed ?? 0 })}</p>
      {state !== "not-enabled" && <BackupCodesLeft count={twoFactor.backupCodesLeft} />}
      <Link href="/settings" prefetch={false} className={`${buttonClass(LOOKS[state])} mt-5`}>
        {t(`${state}.next`)}
      </Link>
    </Card>
  );
}
