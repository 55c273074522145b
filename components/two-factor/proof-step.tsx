"use client";

import { useEffect } from "react";
import { FormIdentity } from "@/components/forms/form-page";
import { ProofField } from "@/components/proof/proof-field";
import { FormError } from "@/components/ui/form-error";
import { SubmitButton } from "@/components/ui/submit-button";
import { useServerForm } from "@/components/ui/use-server-form";
import type { ProofMethod } from "@/lib/features/reverification/schema";
import type { FieldErrorTexts } from "@/lib/i18n/error-text";
import type { Messages } from "@/lib/i18n/messages";
import { type Frame, StepHeading } from "./step-heading";
import type { EnrolmentActions } from "./types";

type Props = {
  method: ProofMethod;
  username: string;
  frame: Frame;
  prove: EnrolmentActions["prove"];
  onProven?: () => void;
  texts: Messages["enrolment"];
  proofTexts: Messages["proof"];
  errorTexts: FieldErrorTexts;
};

const loadSchema = () => import("@/lib/features/reverification/schema").then(({ proofSchema }) => proofSchema);

/** Asks for a proof, with its reason, before a secret is shown. */
export function ProofStep({ method, username, frame, prove, onProven, texts, proofTexts, errorTexts }: Props) {
  const { form, field, state, outcome, pending, waiting } = useServerForm({
    name: "prove",
    action: prove,
    initialState: {},
    loadSchema,
    errorTexts,
  });
  useEffect(() => {
    if (state.proven) onProven?.();
  }, [state, onProven]);
  const words = { ...proofTexts, hints: texts.proof.reasons };
  return (
    <>
      <StepHeading frame={frame}>{texts.title}</StepHeading>
      <form {...form} className="mt-4 grid gap-5">
        <FormIdentity />
        <FormError text={state.formError} outcome={outcome} />
        <ProofField proof={{ method, held: null }} server={{ field, state }} username={username} texts={words} />
        <div className="flex flex-wrap justify-end gap-3">
          {frame.cancel}
          <SubmitButton pending={pending} waiting={waiting} pendingText={texts.proof.pending}>
            {texts.proof.submit}
          </SubmitButton>
        </div>
      </form>
    </>
  );
}
