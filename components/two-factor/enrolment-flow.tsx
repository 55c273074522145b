"use client";

import { type ReactNode, useEffect } from "react";
import { FormError, FormIdentity, SubmitButton } from "@/components/forms/form";
import { type FormFrame, StepHeading } from "@/components/forms/form-frame";
import { loadReverificationSchema, ReverificationField } from "@/components/forms/reverification-field";
import { type FormAction, useServerForm } from "@/components/forms/use-server-form";
import { buttonClass } from "@/components/ui/button";
import { LocalTime } from "@/components/ui/hydrated";
import { Sentence } from "@/components/ui/notice";
import type { ReverificationMethod } from "@/lib/features/reverification/schema";
import type { FormState } from "@/lib/http/form-state";
import type { FieldErrorTexts } from "@/lib/i18n/error-text";
import type { Messages } from "@/lib/i18n/messages";
import { BackupCodes, type BackupCodesFile, type IssuedCodes } from "./backup-codes";
import { ScanStep, type SetupKey } from "./scan-step";

/** The state of an enrolment on the server. */
export type EnrolmentStep = { step: "reverification"; method: ReverificationMethod } | ({ step: "scan" } & SetupKey) | { step: "on" };

export type ReverifyState = FormState & { reverified?: boolean };

/** Side effects of enabling 2FA, as text; null if there are none. */
export type EnrolmentDone = {
  devicesSignedOut: string | null;
  /** The entry in the app that a renewal invalidated: a sentence with the day on which it was added. */
  oldEntry: { before: string; addedAt: string; addedOn: string; after: string } | null;
};

/** `stepExpired`: reverification or secret are no longer valid, and the step is read again. `issued` is returned only once. */
export type ConfirmState = FormState & { stepExpired?: boolean; issued?: IssuedCodes; done?: EnrolmentDone };

export type EnrolmentActions = {
  reverify: FormAction<ReverifyState>;
  confirm: FormAction<ConfirmState>;
  /** Back to the settings, from the page. */
  close: (data: FormData) => Promise<void>;
};

export type EnrolmentTexts = {
  texts: Messages["enrolment"];
  reverificationTexts: Messages["reverification"];
  errorTexts: FieldErrorTexts;
  file: BackupCodesFile;
  username: string;
};

type EnrolmentFlowProps = EnrolmentTexts & {
  step: EnrolmentStep;
  qrCode: ReactNode;
  frame: FormFrame;
  actions: EnrolmentActions;
  /** In the dialog: reads the state of the enrolment again. A page is reloaded instead. */
  onStepExpired?: () => void;
  onBackupCodes?: () => void;
  onDone?: () => void;
};

/** A whole enrolment, in a dialog or on a page: reverification, secret and code, backup codes. */
export function EnrolmentFlow({ step, actions, onStepExpired, ...rest }: EnrolmentFlowProps) {
  if (step.step === "reverification")
    return <ReverificationStep {...rest} method={step.method} reverify={actions.reverify} onReverified={onStepExpired} />;
  const key = step.step === "scan" ? step : null;
  return <ConfirmStep {...rest} setupKey={key} confirm={actions.confirm} close={actions.close} onStepExpired={onStepExpired} />;
}

type ReverificationStepProps = {
  method: ReverificationMethod;
  username: string;
  frame: FormFrame;
  reverify: EnrolmentActions["reverify"];
  onReverified?: () => void;
  texts: Messages["enrolment"];
  reverificationTexts: Messages["reverification"];
  errorTexts: FieldErrorTexts;
};

/** Asks for reverification, with its reason, before a secret is shown. */
function ReverificationStep({ method, username, frame, reverify, onReverified, texts, errorTexts, ...rest }: ReverificationStepProps) {
  const { form, field, state, outcome, pending, waiting } = useServerForm({
    name: "reverify",
    action: reverify,
    loadSchema: loadReverificationSchema,
    errorTexts,
  });
  useEffect(() => {
    if (state.reverified) onReverified?.();
  }, [state, onReverified]);
  const reverificationTexts = { ...rest.reverificationTexts, hints: texts.reverification.reasons };
  return (
    <>
      <StepHeading frame={frame}>{texts.title}</StepHeading>
      <form {...form} className="mt-4 grid gap-5">
        <FormIdentity />
        <FormError text={state.formError} outcome={outcome} />
        <ReverificationField {...{ username, reverificationTexts }} reverification={{ method, recent: null }} server={{ field, state }} />
        <div className="flex flex-wrap justify-end gap-3">
          {frame.cancel}
          <SubmitButton pending={pending} waiting={waiting} pendingText={texts.reverification.pending}>
            {texts.reverification.submit}
          </SubmitButton>
        </div>
      </form>
    </>
  );
}

type ConfirmStepProps = {
  /** Null once 2FA is on: the page below may be refreshed while the backup codes are still shown. */
  setupKey: SetupKey | null;
  qrCode: ReactNode;
  frame: FormFrame;
  confirm: EnrolmentActions["confirm"];
  close: EnrolmentActions["close"];
  onStepExpired?: () => void;
  onBackupCodes?: () => void;
  onDone?: () => void;
  file: BackupCodesFile;
  texts: Messages["enrolment"];
  errorTexts: FieldErrorTexts;
};

const loadConfirmSchema = () => import("@/lib/features/two-factor/schema").then(({ confirmSchema }) => confirmSchema);

function ConfirmStep({
  setupKey,
  qrCode,
  frame,
  confirm,
  close,
  onStepExpired,
  onBackupCodes,
  onDone,
  file,
  texts,
  errorTexts,
}: ConfirmStepProps) {
  const { form, field, state, outcome, pending } = useServerForm({
    name: "enrolment",
    action: confirm,
    loadSchema: loadConfirmSchema,
    errorTexts,
  });
  useEffect(() => {
    if (state.stepExpired) onStepExpired?.();
    if (state.issued) onBackupCodes?.();
  }, [state, onStepExpired, onBackupCodes]);
  if (state.issued)
    return (
      <BackupCodes issued={state.issued} {...{ frame, close, onDone, file }} texts={texts.codes}>
        {state.done && <EnrolmentEffects done={state.done} />}
      </BackupCodes>
    );
  if (setupKey)
    return <ScanStep {...{ setupKey, qrCode, frame, form, pending, outcome, texts }} problem={state.formError} codeField={field("code")} />;
  return (
    <>
      <StepHeading frame={frame}>{texts.on.heading}</StepHeading>
      <p className="mt-2 mb-6 text-muted-foreground">{texts.on.description}</p>
      <a href="/settings" className={buttonClass("plain")}>
        {texts.backToSettings}
      </a>
    </>
  );
}

/** Side effects of enabling 2FA: devices that were signed out, and the entry in the app that no longer works. */
function EnrolmentEffects({ done }: { done: EnrolmentDone }) {
  return (
    <>
      {done.devicesSignedOut && <p className="mt-2 text-muted-foreground">{done.devicesSignedOut}</p>}
      {done.oldEntry && (
        <p className="mt-2">
          <Sentence>
            {done.oldEntry.before}
            <LocalTime at={done.oldEntry.addedAt} utc={done.oldEntry.addedOn} style={{ dateStyle: "long" }} />
            {done.oldEntry.after}
          </Sentence>
        </p>
      )}
    </>
  );
}
