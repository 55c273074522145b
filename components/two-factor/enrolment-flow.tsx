"use client";

import type { ReactNode } from "react";
import type { FieldErrorTexts } from "@/lib/i18n/error-text";
import type { Messages } from "@/lib/i18n/messages";
import type { BackupCodesFile } from "./backup-codes-file";
import { ConfirmStep } from "./confirm-step";
import { ProofStep } from "./proof-step";
import type { Frame } from "./step-heading";
import type { EnrolmentActions, EnrolmentStep } from "./types";

export type EnrolmentTexts = {
  texts: Messages["enrolment"];
  proofTexts: Messages["proof"];
  errorTexts: FieldErrorTexts;
  file: BackupCodesFile;
  username: string;
};

type Props = EnrolmentTexts & {
  step: EnrolmentStep;
  qrCode: ReactNode;
  frame: Frame;
  actions: EnrolmentActions;
  /** In the dialog: ask the server again where the enrolment stands. A page is simply read again. */
  onStepOver?: () => void;
  onCodes?: () => void;
  onDone?: () => void;
};

/** The whole of an enrolment, in a dialog or on a page: proof, secret and code, backup codes. */
export function EnrolmentFlow({ step, actions, onStepOver, ...rest }: Props) {
  if (step.step === "proof") return <ProofStep {...rest} method={step.method} prove={actions.prove} onProven={onStepOver} />;
  const secret = step.step === "scan" ? step.secret : null;
  return <ConfirmStep {...rest} secret={secret} confirm={actions.confirm} leave={actions.leave} onStepOver={onStepOver} />;
}
