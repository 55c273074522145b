"use client";

import { type ReactNode, useEffect } from "react";
import { buttonClass } from "@/components/ui/button";
import { useServerForm } from "@/components/ui/use-server-form";
import type { FieldErrorTexts } from "@/lib/i18n/error-text";
import type { Messages } from "@/lib/i18n/messages";
import { BackupCodes } from "./backup-codes";
import type { BackupCodesFile } from "./backup-codes-file";
import { EnrolmentEffects } from "./enrolment-effects";
import { ScanStep } from "./scan-step";
import { type Frame, StepHeading } from "./step-heading";
import type { EnrolmentActions } from "./types";

type Props = {
  /** Null once 2FA is on: the page underneath may be read again while the backup codes are still in sight. */
  secret: string | null;
  qrCode: ReactNode;
  frame: Frame;
  confirm: EnrolmentActions["confirm"];
  leave: EnrolmentActions["leave"];
  onStepOver?: () => void;
  onCodes?: () => void;
  onDone?: () => void;
  file: BackupCodesFile;
  texts: Messages["enrolment"];
  errorTexts: FieldErrorTexts;
};

const loadSchema = () => import("@/lib/features/two-factor/schema").then(({ confirmSchema }) => confirmSchema);

export function ConfirmStep({ secret, qrCode, frame, confirm, leave, onStepOver, onCodes, onDone, file, texts, errorTexts }: Props) {
  const { form, field, state, outcome, pending } = useServerForm({
    name: "enrolment",
    action: confirm,
    initialState: {},
    loadSchema,
    errorTexts,
  });
  useEffect(() => {
    if (state.stepExpired) onStepOver?.();
    if (state.issued) onCodes?.();
  }, [state, onStepOver, onCodes]);
  if (state.issued)
    return (
      <BackupCodes issued={state.issued} {...{ frame, leave, onDone, file }} texts={texts.codes}>
        {state.done && <EnrolmentEffects done={state.done} />}
      </BackupCodes>
    );
  if (secret)
    return <ScanStep {...{ secret, qrCode, frame, form, pending, outcome, texts }} problem={state.formError} codeField={field("code")} />;
  return (
    <>
      <StepHeading frame={frame}>{texts.on.heading}</StepHeading>
      <p className="mt-2 mb-6 text-quiet">{texts.on.lead}</p>
      <a href="/settings" className={buttonClass("plain")}>
        {texts.backToSettings}
      </a>
    </>
  );
}
