import type { Metadata } from "next";
import { ViewBackupCodes } from "@/app/(console)/settings/(tabs)/security/forms";
import { PageCard } from "@/components/ui/card";
import { requireSession } from "@/lib/http/guards";
import { texts } from "@/lib/i18n/messages";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await texts("security")).backupCodes.view };
}

export default async function ViewBackupCodesPage() {
  const session = await requireSession("/settings/security/backup-codes");
  return (
    <PageCard>
      <ViewBackupCodes session={session} />
    </PageCard>
  );
}
