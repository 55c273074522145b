import { getTranslations } from "next-intl/server";
import { closeEnrolment, confirmEnrolment, openEnrolment, reverify, startEnrolment } from "@/app/(console)/settings/two-factor/actions";
import { enrolmentTexts } from "@/app/(console)/settings/two-factor/enrolment";
import { ActionDialog } from "@/components/settings/action-dialog";
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
import { orSignedOut } from "@/lib/http/guards";
import { texts } from "@/lib/i18n/messages";
import { RecentActivity } from "./activity/activity";
import { ChangePassword, DisableTwoFactor, ReplaceBackupCodes, ViewBackupCodes } from "./forms";

const PATH = "/settings/security";

type Props = { session: CurrentSession };
type PlacedProps = Props & { inModal: boolean };

/** The second tab, on the page and in the modal alike. */
export async function SecuritySettings({ session, inModal }: PlacedProps) {
  const twoFactor = await readTwoFactor(getDeps(), session.user.id);
  const withoutTwoFactor = await orSignedOut(readProtectionWithoutTwoFactor(getDeps(), session.user.id));
  const words = await texts("security");
  return (
    <>
      <PageHeading heading={words.heading} />
      <div className="grid gap-5">
        <Card id="password" heading={words.password.heading}>
          <p className="mb-5 max-w-prose text-quiet">{words.password.lead}</p>
          <ActionDialog label={words.password.action} look="plain" href={`${PATH}/password`} cancelText={words.cancel}>
            <ChangePassword session={session} />
          </ActionDialog>
        </Card>
        {twoFactor.state === "not-enabled" ? (
          <Card id="two-factor" heading={words.twoFactor.heading}>
            <p className="mb-5 text-quiet">{words.twoFactor.off[withoutTwoFactor]}</p>
            <a href="/settings" className={buttonClass("plain")}>
              {words.twoFactor.toBasic}
            </a>
          </Card>
        ) : (
          <>
            <BackupCodesCard session={session} left={twoFactor.backupCodesLeft} />
            <TwoFactorSection twoFactor={{ ...twoFactor, backupCodesLeft: null }} withoutTwoFactor={withoutTwoFactor}>
              <p className="mt-3 max-w-prose text-quiet">{words.twoFactor.renewLead}</p>
              <RenewButton session={session} state={twoFactor.state} />
            </TwoFactorSection>
          </>
        )}
        <ActionDialog
          label={words.disable.action}
          look="danger"
          href={`${PATH}/disable`}
          cancelText={words.cancel}
          card={{ id: "disable", heading: words.disable.heading, lead: words.disable.leads[withoutTwoFactor] }}
          off={twoFactor.state === "not-enabled"}
        >
          <DisableTwoFactor session={session} />
        </ActionDialog>
        <RecentActivity session={session} inModal={inModal} />
      </div>
    </>
  );
}

async function BackupCodesCard({ session, left }: Props & { left: number }) {
  const words = await texts("security");
  const { heading, lead, view, replace } = words.backupCodes;
  return (
    <Card id="backup-codes" heading={heading}>
      <p className="max-w-prose text-quiet">{lead}</p>
      <BackupCodesLeft count={left} />
      <div className="mt-5 flex flex-wrap gap-3">
        <ActionDialog label={view} look="plain" href={`${PATH}/backup-codes`} cancelText={words.close}>
          <ViewBackupCodes session={session} />
        </ActionDialog>
        <ActionDialog label={replace} look="plain" href={`${PATH}/replace-backup-codes`} cancelText={words.cancel}>
          <ReplaceBackupCodes session={session} />
        </ActionDialog>
      </div>
    </Card>
  );
}

async function RenewButton({ session, state }: Props & { state: TwoFactorState }) {
  const label = (await getTranslations("twoFactor"))("renew");
  const button = { look: state === "expired" ? "amber" : "plain", label } as const;
  return (
    <EnrolButton
      button={button}
      actions={{ start: startEnrolment, open: openEnrolment, reverify, confirm: confirmEnrolment, close: closeEnrolment }}
      {...(await enrolmentTexts(session.user.username, state))}
    />
  );
}
