import type { Metadata } from "next";
import { ReplaceBackupCodes } from "@/app/(console)/settings/(tabs)/security/forms";
import { PageCard } from "@/components/ui/card";
import { requireSession } from "@/lib/http/guards";
import { texts } from "@/lib/i18n/messages";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await texts("security")).backupCodes.replace };
}

export default async function ReplaceBackupCodesPage() {
  const session = await requireSession("/settings/security/replace-backup-codes");
  return (
    <PageCard>
      <ReplaceBackupCodes session={session} />
    </PageCard>
  );
}
