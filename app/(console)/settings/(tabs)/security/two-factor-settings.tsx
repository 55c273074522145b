import { getTranslations } from "next-intl/server";
import { closeEnrolment, confirmEnrolment, openEnrolment, reverify, startEnrolment } from "@/app/(console)/settings/two-factor/actions";
import { enrolmentTexts } from "@/app/(console)/settings/two-factor/enrolment";
import { Moment } from "@/components/account/moment";
import { ActionDialog } from "@/components/forms/action-dialog";
import { EnrolButton } from "@/components/two-factor/enrolment-dialog";
import { StateTag } from "@/components/two-factor/state-tag";
import { BackupCodesLow, TwoFactorSection } from "@/components/two-factor/two-factor-section";
import { Sentence } from "@/components/ui/notice";
import { readProtectionWithoutTwoFactor } from "@/lib/features/account/settings";
import type { CurrentSession } from "@/lib/features/sessions/session";
import { type BackupCodesSummary, readBackupCodes } from "@/lib/features/two-factor/backup-codes";
import type { TwoFactorState } from "@/lib/features/two-factor/state";
import { readTwoFactor } from "@/lib/features/two-factor/two-factor";
import { getDeps } from "@/lib/http/deps";
import { orSignedOut } from "@/lib/http/guards";
import { texts } from "@/lib/i18n/messages";
import { BACKUP_CODE_COUNT } from "@/lib/policy";
import { DisableTwoFactor, ReplaceBackupCodes } from "./forms";

const PATH = "/settings/security";

type Props = { session: CurrentSession };

/** Everything about 2FA: its state, enabling and renewing it, its backup codes, and disabling it. */
export async function TwoFactorSettings({ session }: Props) {
  const twoFactor = await readTwoFactor(getDeps(), session.user.id);
  const withoutTwoFactor = await orSignedOut(readProtectionWithoutTwoFactor(getDeps(), session.user.id));
  const { state } = twoFactor;
  const off = state === "not-enabled";
  const messages = await texts("security");
  const { disable } = messages;
  return (
    <TwoFactorSection {...{ twoFactor, withoutTwoFactor }} aside={<StateTag state={state} />}>
      {!off && <p className="mt-3 max-w-prose text-muted-foreground">{messages.twoFactor.renewDescription}</p>}
      <EnrolButton
        button={await enrolButton(state)}
        actions={{ start: startEnrolment, open: openEnrolment, reverify, confirm: confirmEnrolment, close: closeEnrolment }}
        {...(await enrolmentTexts(session.user.username, state))}
      />
      <BackupCodesRow session={session} off={off} />
      <ActionDialog
        label={disable.action}
        variant="plain"
        href={`${PATH}/disable`}
        cancelText={messages.cancel}
        row={{ id: "disable", heading: disable.heading, description: <p>{disable.descriptions[withoutTwoFactor]}</p> }}
        off={off}
      >
        <DisableTwoFactor session={session} />
      </ActionDialog>
    </TwoFactorSection>
  );
}

async function enrolButton(state: TwoFactorState) {
  const t = await getTranslations("twoFactor");
  if (state === "not-enabled") return { variant: "accent", label: t("enable") } as const;
  return { variant: state === "expired" ? "amber" : "plain", label: t("renew") } as const;
}

async function BackupCodesRow({ session, off }: Props & { off: boolean }) {
  const { backupCodes: messages, cancel } = await texts("security");
  const codes = await readBackupCodes(getDeps(), session.user.id);
  return (
    <ActionDialog
      label={messages.replace}
      variant="plain"
      href={`${PATH}/replace-backup-codes`}
      cancelText={cancel}
      row={{ id: "backup-codes", heading: messages.heading, description: <BackupCodesLeft codes={codes} /> }}
      off={off}
    >
      <ReplaceBackupCodes session={session} />
    </ActionDialog>
  );
}

/** How many are left, when one was used last, and which set they are; `codes` is null after AUTH_SECRET was changed. */
async function BackupCodesLeft({ codes }: { codes: BackupCodesSummary | null }) {
  const t = await getTranslations("security.backupCodes");
  const count = codes?.left ?? 0;
  const values = { count, total: codes?.total ?? BACKUP_CODE_COUNT };
  const { lastUsedAt } = codes ?? {};
  const used = lastUsedAt && { ...values, moment: () => <Moment at={lastUsedAt} dateStyle="medium" timeStyle="short" /> };
  const created = codes && { serial: codes.serial, moment: () => <Moment at={codes.createdAt} dateStyle="medium" /> };
  return (
    <>
      <p>{t("description")}</p>
      <p className="mt-1 font-medium text-foreground">
        <Sentence>{used ? t.rich("leftUsed", used) : t("leftUnused", values)}</Sentence>
      </p>
      {created && (
        <p className="text-sm">
          <Sentence>{t.rich("set", created)}</Sentence>
        </p>
      )}
      <BackupCodesLow count={count} />
    </>
  );
}
