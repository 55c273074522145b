import { getTranslations } from "next-intl/server";
import { SendAgain } from "@/components/email-code/send-again";
import { WayOut } from "@/components/email-code/way-out";
import { Notice } from "@/components/ui/notice";
import { PageHeading } from "@/components/ui/page-heading";
import type { PendingStep } from "@/lib/features/sign-in/types";
import { countdownTo } from "@/lib/http/form-messages";
import { fieldErrorTexts } from "@/lib/i18n/field-errors";
import { texts } from "@/lib/i18n/messages";
import { EMAIL_CODE_DIGITS, EMAIL_CODE_LIFETIME_SECONDS } from "@/lib/policy";
import { sendAgain } from "./actions";
import { EmailCodeForm } from "./email-code-form";

type Props = { attempt: string; step: Extract<PendingStep, { method: "email-code" }>; remember: boolean; returnTo: string | null };

/** The mailed code; when the mail has not left an honest word, and what can be done. */
export async function EmailStep({ attempt, step, remember, returnTo }: Props) {
  const t = await getTranslations("verify.email");
  const { delivery, maskedAddress, sendAgainAt } = step;
  const trouble = delivery === "kept" || delivery === "failed" ? delivery : delivery === null && "none";
  const unsent = trouble === "kept" || trouble === "none";
  const numbers = { digits: EMAIL_CODE_DIGITS, minutes: EMAIL_CODE_LIFETIME_SECONDS / 60 };
  return (
    <>
      <PageHeading heading={t(unsent ? "headingUnsent" : "heading")} lead={t(unsent ? "leadUnsent" : "lead", numbers)} />
      {trouble && (
        <div className="mb-6">
          <Notice look="amber" role="status">
            <span>{t(`delivery.${trouble}`)}</span>
            {trouble !== "none" && <WayOut username={t("anyUser")} />}
          </Notice>
        </div>
      )}
      <EmailCodeForm
        attempt={attempt}
        maskedAddress={maskedAddress}
        remember={remember}
        returnTo={returnTo}
        texts={(await texts("verify")).email.form}
        errorTexts={await fieldErrorTexts()}
      />
      <div className="mt-3">
        <SendAgain attempt={attempt} action={sendAgain} wait={countdownTo(sendAgainAt)} texts={await texts("sendAgain")} />
      </div>
    </>
  );
}
