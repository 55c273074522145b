import type { Metadata } from "next";
import { DisableTwoFactor } from "@/app/(console)/settings/(tabs)/security/forms";
import { PageCard } from "@/components/ui/card";
import { requireSession } from "@/lib/http/guards";
import { texts } from "@/lib/i18n/messages";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await texts("security")).disable.heading };
}

export default async function DisableTwoFactorPage() {
  const session = await requireSession("/settings/security/disable");
  return (
    <PageCard>
      <DisableTwoFactor session={session} />
    </PageCard>
  );
}
