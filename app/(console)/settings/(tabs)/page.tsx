import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { reverifiedFormProps } from "@/app/(console)/reverified-form";
import { closeEnrolment, confirmEnrolment, openEnrolment, reverify, startEnrolment } from "@/app/(console)/settings/two-factor/actions";
import { enrolmentTexts } from "@/app/(console)/settings/two-factor/enrolment";
import { BasicForm, type PendingAddressView } from "@/components/settings/basic-form";
import { EnrolButton } from "@/components/two-factor/enrolment-dialog";
import { StateBadge } from "@/components/two-factor/state-tag";
import { BackupCodesLeft, TwoFactorSection } from "@/components/two-factor/two-factor-section";
import { Card, DescriptionList } from "@/components/ui/card";
import { PageHeading } from "@/components/ui/page";
import { readProtectionWithoutTwoFactor, readSettings } from "@/lib/features/account/settings";
import type { PendingAddress } from "@/lib/features/account/types";
import type { TwoFactorState } from "@/lib/features/two-factor/state";
import { readTwoFactor } from "@/lib/features/two-factor/two-factor";
import { getDeps } from "@/lib/http/deps";
import { secondsUntil } from "@/lib/http/form-messages";
import { orSignedOut, requireSession } from "@/lib/http/guards";
import { texts } from "@/lib/i18n/messages";
import { confirmNewAddress, discardNewAddress, resendAddressCode, submitSettings } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings"))("title") };
}

/** The first tab, on the page and in the modal alike. */
export default async function BasicSettings() {
  const session = await requireSession("/settings");
  const { user } = session;
  const twoFactor = await readTwoFactor(getDeps(), user.id);
  const { email, emailConfirmed, pendingAddress, ...flags } = await orSignedOut(readSettings(getDeps(), session));
  const messages = await texts("settings");
  return (
    <>
      <PageHeading heading={messages.heading} />
      <div className="grid gap-5">
        <TwoFactorSection
          twoFactor={twoFactor}
          withoutTwoFactor={await orSignedOut(readProtectionWithoutTwoFactor(getDeps(), user.id))}
          aside={<StateBadge state={twoFactor.state} />}
        >
          {twoFactor.state !== "not-enabled" && <BackupCodesLeft count={twoFactor.backupCodesLeft} />}
          <EnrolButton
            button={await enrolButton(twoFactor.state)}
            actions={{ start: startEnrolment, open: openEnrolment, reverify, confirm: confirmEnrolment, close: closeEnrolment }}
            {...(await enrolmentTexts(user.username, twoFactor.state))}
          />
        </TwoFactorSection>
        <Card id="account" heading={messages.account.heading}>
          <div className="mb-4 border-b border-divider">
            <DescriptionList items={[[messages.account.username, user.username]]} />
          </div>
          <BasicForm
            shown={{
              ...flags,
              email: email ?? "",
              unconfirmed: email !== null && !emailConfirmed,
              twoFactor: twoFactor.state !== "not-enabled",
              mailQueued: !getDeps().mailTransport,
              administrator: user.admin,
            }}
            address={pendingAddress && (await pendingAddressView(pendingAddress, email))}
            actions={{ submit: submitSettings, confirm: confirmNewAddress, sendAgain: resendAddressCode, discard: discardNewAddress }}
            texts={messages}
            sendAgainTexts={await texts("sendAgain")}
            {...(await reverifiedFormProps(session))}
          />
        </Card>
      </div>
    </>
  );
}

async function pendingAddressView(waiting: PendingAddress, email: string | null): Promise<PendingAddressView> {
  const t = await getTranslations("settings.address");
  const { address, change, delivery } = waiting;
  const description = delivery === "sent" || delivery === "sending" ? delivery : "unsent";
  return {
    heading: t(change ? "heading" : "headingConfirm"),
    description: t(`description.${description}`, { address }),
    until: change ? (email ? t("until", { address: email }) : t("untilNone")) : t("untilConfirmed"),
    deliveryProblem: delivery === "queued" || delivery === "failed" ? (await texts("delivery"))[delivery] : null,
    retry: secondsUntil(waiting.sendAgainAt),
  };
}

async function enrolButton(state: TwoFactorState) {
  const t = await getTranslations("twoFactor");
  if (state === "enabled") return null;
  return state === "expired" ? ({ variant: "amber", label: t("renew") } as const) : ({ variant: "accent", label: t("enable") } as const);
}
