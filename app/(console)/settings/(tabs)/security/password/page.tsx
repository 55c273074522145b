import type { Metadata } from "next";
import { ChangePassword } from "@/app/(console)/settings/(tabs)/security/forms";
import { PageCard } from "@/components/ui/card";
import { requireSession } from "@/lib/http/guards";
import { texts } from "@/lib/i18n/messages";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await texts("security")).password.action };
}

export default async function ChangePasswordPage() {
  const session = await requireSession("/settings/security/password");
  return (
    <PageCard>
      <ChangePassword session={session} />
    </PageCard>
  );
}
