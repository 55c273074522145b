import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { StateTag } from "@/components/two-factor/state-tag";
import { BackupCodesLeft } from "@/components/two-factor/two-factor-section";
import { type ButtonVariant, buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { TwoFactorSummary, WeakerProtection } from "@/lib/features/two-factor/state";
import { BACKUP_CODES_LOW } from "@/lib/policy";

type Props = { twoFactor: TwoFactorSummary; withoutTwoFactor: WeakerProtection };

/** What protects the account, and the one next step. */
export async function TwoFactorCard({ twoFactor, withoutTwoFactor }: Props) {
  const t = await getTranslations("home.twoFactor");
  const { state, daysSinceConfirmed, backupCodesLeft } = twoFactor;
  const standing = state === "not-enabled" ? (`off.${withoutTwoFactor}` as const) : state;
  const { href, text, variant } = await nextStep(twoFactor);
  return (
    <Card id="home-two-factor" heading={t("heading")} aside={<StateTag state={state} />}>
      <p className="font-medium text-balance">{t(`${standing}.description`)}</p>
      <p className="mt-1 max-w-prose text-muted-foreground">{t(`${standing}.detail`, { days: daysSinceConfirmed ?? 0 })}</p>
      {state !== "not-enabled" && <BackupCodesLeft count={backupCodesLeft} />}
      <Link href={href} prefetch={false} className={`${buttonClass(variant)} mt-4`}>
        {text}
      </Link>
    </Card>
  );
}

type Step = { href: string; text: string; variant: ButtonVariant };

/** Leads to the step itself, not to the settings around it. A renewal replaces the backup codes too. */
async function nextStep({ state, confirmedAt, backupCodesLeft }: TwoFactorSummary): Promise<Step> {
  const t = await getTranslations("twoFactor");
  if (state === "not-enabled") return { href: "/settings/two-factor", text: t("enable"), variant: "accent" };
  if (state === "expired") return { href: `/settings/two-factor?renew=${confirmedAt?.getTime()}`, text: t("renew"), variant: "amber" };
  if (backupCodesLeft <= BACKUP_CODES_LOW) {
    return {
      href: "/settings/security/replace-backup-codes",
      text: (await getTranslations("security.backupCodes"))("replace"),
      variant: "amber",
    };
  }
  return { href: "/settings/security", text: (await getTranslations("home.twoFactor.enabled"))("next"), variant: "plain" };
}
