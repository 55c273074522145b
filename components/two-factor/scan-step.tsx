"use client";

import type { ReactNode } from "react";
import { FormIdentity } from "@/components/forms/form-page";
import { CodeField } from "@/components/ui/code-field";
import type { FieldProps } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { SubmitButton } from "@/components/ui/submit-button";
import type { Messages } from "@/lib/i18n/messages";
import { AuthenticatorApps } from "./authenticator-apps";
import { SecretText } from "./secret-text";
import { Step } from "./step";
import { type Frame, StepHeading } from "./step-heading";

type Props = {
  secret: string;
  qrCode: ReactNode;
  frame: Frame;
  form: React.ComponentProps<"form">;
  codeField: FieldProps;
  problem: string | undefined;
  outcome: string;
  pending: boolean;
  texts: Messages["enrolment"];
};

/** App, QR code, first code: the three things to do. */
export function ScanStep({ secret, qrCode, frame, form, codeField, problem, outcome, pending, texts }: Props) {
  const words = texts.form;
  return (
    <>
      <StepHeading frame={frame}>{texts.title}</StepHeading>
      <form {...form} className="mt-6">
        <FormIdentity />
        <FormError text={problem} outcome={outcome} />
        <ol className="grid gap-6">
          <Step number={1} heading={words.appsHeading}>
            <p className="text-quiet">{words.appsLead}</p>
            <AuthenticatorApps texts={words} />
          </Step>
          <Step number={2} heading={words.scanHeading}>
            <div className="mt-2 grid gap-5 sm:grid-cols-[15rem_1fr]">
              {qrCode}
              <SecretText secret={secret} texts={words} />
            </div>
          </Step>
          <Step number={3} heading={words.codeHeading}>
            <div className="mt-2">
              <CodeField {...codeField} label={words.code} placeholder={words.codePlaceholder} />
            </div>
          </Step>
        </ol>
        <div className="mt-7 flex flex-wrap justify-end gap-3">
          {frame.cancel}
          <SubmitButton pending={pending} pendingText={words.pending}>
            {words.submit}
          </SubmitButton>
        </div>
      </form>
    </>
  );
}
