import { redirect } from "next/navigation";
import { requireSession } from "@/lib/http/guards";

/** The backup codes stand with everything else about 2FA. */
export default async function BackupCodesPage() {
  await requireSession("/settings/security/backup-codes");
  redirect("/settings/security#backup-codes");
}
