import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { closeEnrolment, confirmEnrolment, openEnrolment, reverify, startEnrolment } from "@/app/(console)/settings/two-factor/actions";
import { enrolmentTexts } from "@/app/(console)/settings/two-factor/enrolment";
import { ActionDialog } from "@/components/forms/action-dialog";
import { EnrolButton } from "@/components/two-factor/enrolment-dialog";
import { BackupCodesLeft, TwoFactorSection } from "@/components/two-factor/two-factor-section";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { PageHeading } from "@/components/ui/page";
import { readProtectionWithoutTwoFactor } from "@/lib/features/account/settings";
import type { CurrentSession } from "@/lib/features/sessions/session";
import type { TwoFactorState } from "@/lib/features/two-factor/state";
import { readTwoFactor } from "@/lib/features/two-factor/two-factor";
import { getDeps } from "@/lib/http/deps";
import { orSignedOut, requireSession } from "@/lib/http/guards";
import { texts } from "@/lib/i18n/messages";
import { RecentActivity } from "./activity/activity";
import { ChangePassword, DisableTwoFactor, ReplaceBackupCodes, ViewBackupCodes } from "./forms";

const PATH = "/settings/security";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await texts("security")).heading };
}

/** The second tab, on the page and in the modal alike. */
export default async function SecuritySettings() {
  const session = await requireSession(PATH);
  const twoFactor = await readTwoFactor(getDeps(), session.user.id);
  const withoutTwoFactor = await orSignedOut(readProtectionWithoutTwoFactor(getDeps(), session.user.id));
  const messages = await texts("security");
  return (
    <>
      <PageHeading heading={messages.heading} />
      <div className="grid gap-5">
        <Card id="password" heading={messages.password.heading}>
          <p className="mb-5 max-w-prose text-muted-foreground">{messages.password.description}</p>
          <ActionDialog label={messages.password.action} variant="plain" href={`${PATH}/password`} cancelText={messages.cancel}>
            <ChangePassword session={session} />
          </ActionDialog>
        </Card>
        {twoFactor.state === "not-enabled" ? (
          <Card id="two-factor" heading={messages.twoFactor.heading}>
            <p className="mb-5 text-muted-foreground">{messages.twoFactor.off[withoutTwoFactor]}</p>
            <a href="/settings" className={buttonClass("plain")}>
              {messages.twoFactor.toBasic}
            </a>
          </Card>
        ) : (
          <>
            <BackupCodesCard session={session} left={twoFactor.backupCodesLeft} />
            <TwoFactorSection twoFactor={{ ...twoFactor, backupCodesLeft: null }} withoutTwoFactor={withoutTwoFactor}>
              <p className="mt-3 max-w-prose text-muted-foreground">{messages.twoFactor.renewDescription}</p>
              <RenewButton session={session} state={twoFactor.state} />
            </TwoFactorSection>
          </>
        )}
        <ActionDialog
          label={messages.disable.action}
          variant="danger"
          href={`${PATH}/disable`}
          cancelText={messages.cancel}
          card={{ id: "disable", heading: messages.disable.heading, description: messages.disable.descriptions[withoutTwoFactor] }}
          off={twoFactor.state === "not-enabled"}
        >
          <DisableTwoFactor session={session} />
        </ActionDialog>
        <RecentActivity session={session} />
      </div>
    </>
  );
}

type Props = { session: CurrentSession };

async function BackupCodesCard({ session, left }: Props & { left: number }) {
  const messages = await texts("security");
  const { heading, description, view, replace } = messages.backupCodes;
  return (
    <Card id="backup-codes" heading={heading}>
      <p className="max-w-prose text-muted-foreground">{description}</p>
      <BackupCodesLeft count={left} />
      <div className="mt-5 flex flex-wrap gap-3">
        <ActionDialog label={view} variant="plain" href={`${PATH}/backup-codes`} cancelText={messages.close}>
          <ViewBackupCodes session={session} />
        </ActionDialog>
        <ActionDialog label={replace} variant="plain" href={`${PATH}/replace-backup-codes`} cancelText={messages.cancel}>
          <ReplaceBackupCodes session={session} />
        </ActionDialog>
      </div>
    </Card>
  );
}

async function RenewButton({ session, state }: Props & { state: TwoFactorState }) {
  const label = (await getTranslations("twoFactor"))("renew");
  const button = { variant: state === "expired" ? "amber" : "plain", label } as const;
  return (
    <EnrolButton
      button={button}
      actions={{ start: startEnrolment, open: openEnrolment, reverify, confirm: confirmEnrolment, close: closeEnrolment }}
      {...(await enrolmentTexts(session.user.username, state))}
    />
  );
}
