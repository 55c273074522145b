import { type LucideIcon, ShieldAlert, ShieldCheck, ShieldOff } from "lucide-react";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { BackupCodesLeft } from "@/components/two-factor/two-factor-section";
import { Tag, type TagVariant } from "@/components/ui/badge";
import { type ButtonVariant, buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { TwoFactorState, TwoFactorSummary, WeakerProtection } from "@/lib/features/two-factor/state";
import { BACKUP_CODES_LOW } from "@/lib/policy";

const LOOKS: Record<TwoFactorState, { Icon: LucideIcon; color: string; tag: TagVariant }> = {
  "not-enabled": { Icon: ShieldOff, color: "text-muted-foreground", tag: "quiet" },
  enabled: { Icon: ShieldCheck, color: "text-accent", tag: "calm" },
  expired: { Icon: ShieldAlert, color: "text-foreground", tag: "amber" },
};

type Props = { twoFactor: TwoFactorSummary; withoutTwoFactor: WeakerProtection };

/** What protects the account, and the one next step. */
export async function TwoFactorCard({ twoFactor, withoutTwoFactor }: Props) {
  const t = await getTranslations("home.twoFactor");
  const { state, daysSinceConfirmed, backupCodesLeft } = twoFactor;
  const { Icon, color, tag } = LOOKS[state];
  const standing = state === "not-enabled" ? (`off.${withoutTwoFactor}` as const) : state;
  const { href, text, variant } = await nextStep(twoFactor);
  return (
    <Card id="two-factor" heading={t("heading")} aside={<Tag variant={tag}>{(await getTranslations("users.state"))(state)}</Tag>}>
      <div className="flex gap-4">
        <Icon aria-hidden="true" className={`mt-0.5 size-6 shrink-0 max-[24rem]:hidden ${color}`} />
        <div className="min-w-0">
          <p className="font-medium text-balance">{t(`${standing}.description`)}</p>
          <p className="mt-1 max-w-prose text-muted-foreground">{t(`${standing}.detail`, { days: daysSinceConfirmed ?? 0 })}</p>
          {state !== "not-enabled" && <BackupCodesLeft count={backupCodesLeft} />}
          <Link href={href} prefetch={false} className={`${buttonClass(variant)} mt-4`}>
            {text}
          </Link>
        </div>
      </div>
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
    return { href: "/settings/security/replace-backup-codes", text: t("replaceCodes"), variant: "amber" };
  }
  return { href: "/settings/security", text: (await getTranslations("home.twoFactor.enabled"))("next"), variant: "plain" };
}
