import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { BACKUP_CODES_LOW } from "@/lib/policy";

/** The count is always in sight, with `children` behind it, and speaks up while there is still time to act. */
export async function BackupCodesLeft({ count, children }: { count: number; children?: ReactNode }) {
  const t = await getTranslations("twoFactor");
  if (count > BACKUP_CODES_LOW) {
    return (
      <p className="mt-3 text-sm text-quiet">
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
