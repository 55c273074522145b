import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Moment } from "@/components/account/moment";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { Sentence } from "@/components/ui/notice";
import type { TwoFactorState, TwoFactorSummary, WeakerProtection } from "@/lib/features/two-factor/state";
import { BACKUP_CODE_COUNT, BACKUP_CODES_LOW } from "@/lib/policy";

/** Null where the count is shown elsewhere. */
type SectionSummary = Omit<TwoFactorSummary, "backupCodesLeft"> & { backupCodesLeft: number | null };

type Props = { twoFactor: SectionSummary; withoutTwoFactor: WeakerProtection; children: ReactNode };

/** How 2FA stands, with its badge; `children` is the button to change that. */
export async function TwoFactorSection({ twoFactor, withoutTwoFactor, children }: Props) {
  const t = await getTranslations("twoFactor");
  const { state, confirmedAt, daysSinceConfirmed, backupCodesLeft } = twoFactor;
  const values = { days: daysSinceConfirmed ?? 0, date: () => confirmedAt && <Moment at={confirmedAt} dateStyle="long" /> };
  const standing = state === "not-enabled" ? t(`off.${withoutTwoFactor}`) : t.rich(`state.${state}`, values);
  return (
    <Card id="two-factor" heading={t("heading")} aside={<StateBadge state={state} />}>
      <p className="max-w-prose text-muted-foreground">
        <Sentence>{standing}</Sentence>
      </p>
      {state !== "not-enabled" && backupCodesLeft !== null && (
        <BackupCodesLeft count={backupCodesLeft}>{backupCodesLeft === BACKUP_CODE_COUNT && <ReplaceCodesHint />}</BackupCodesLeft>
      )}
      {children}
    </Card>
  );
}

/** No code was used yet: they may never have been saved, and are not shown again. A plain link, as the page is not in the modal. */
async function ReplaceCodesHint() {
  const t = await getTranslations("twoFactor");
  return (
    <>
      <span>{t("notKept")}</span>{" "}
      <a
        href="/settings/security/replace-backup-codes"
        className="inline-flex min-h-11 items-center font-semibold text-accent-strong underline underline-offset-4"
      >
        {t("replaceCodes")}
      </a>
    </>
  );
}

async function StateBadge({ state }: { state: TwoFactorState }) {
  const t = await getTranslations("twoFactor");
  if (state === "expired") return <Badge variant="amber">{t("badgeExpired")}</Badge>;
  return state === "enabled" && <Badge>{t("badge")}</Badge>;
}

/** The number of codes left, with `children` after it; warns while there are still some. */
export async function BackupCodesLeft({ count, children }: { count: number; children?: ReactNode }) {
  const t = await getTranslations("twoFactor");
  if (count > BACKUP_CODES_LOW) {
    return (
      <p className="mt-3 text-sm text-muted-foreground">
        <span>{t("backupCodesLeft", { count })}</span> {children}
      </p>
    );
  }
  return (
    <p className="mt-3 rounded-field border border-transparent bg-amber-soft px-3 py-2 text-sm font-medium">
      {t("backupCodesLow", { count })}
    </p>
  );
}
