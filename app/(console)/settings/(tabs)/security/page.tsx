import type { Metadata } from "next";
import { ActionDialog } from "@/components/forms/action-dialog";
import { Card } from "@/components/ui/card";
import { PageHeading } from "@/components/ui/page";
import { requireSession } from "@/lib/http/guards";
import { texts } from "@/lib/i18n/messages";
import { RecentActivity } from "./activity/activity";
import { ChangePassword } from "./forms";
import { TwoFactorSettings } from "./two-factor-settings";

const PATH = "/settings/security";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await texts("security")).heading };
}

/** The second tab, on the page and in the modal alike. */
export default async function SecuritySettings() {
  const session = await requireSession(PATH);
  const { heading, password, cancel } = await texts("security");
  return (
    <>
      <PageHeading heading={heading} />
      <div className="grid gap-5">
        <Card id="password" heading={password.heading}>
          <p className="mb-5 max-w-prose text-muted-foreground">{password.description}</p>
          <ActionDialog label={password.action} variant="plain" href={`${PATH}/password`} cancelText={cancel}>
            <ChangePassword session={session} />
          </ActionDialog>
        </Card>
        <TwoFactorSettings session={session} />
        <RecentActivity session={session} />
      </div>
    </>
  );
}
