"use client";

import { useEffect } from "react";
import { CodeField } from "@/components/ui/code-field";
import { Field } from "@/components/ui/field";
import { SubmitButton } from "@/components/ui/submit-button";
import { useServerForm } from "@/components/ui/use-server-form";
import type { FieldErrorTexts } from "@/lib/i18n/error-text";
import type { Messages } from "@/lib/i18n/messages";
import type { ProofMethod } from "@/lib/reverification/types";
import { type Frame, StepHeading } from "./step-heading";
import type { EnrolmentActions } from "./types";

type Props = {
  method: ProofMethod;
  username: string;
  frame: Frame;
  prove: EnrolmentActions["prove"];
  onProven?: () => void;
  texts: Messages["enrolment"];
  errorTexts: FieldErrorTexts;
};

const loadSchema = () => import("@/lib/reverification/schema").then(({ proofSchema }) => proofSchema);

/** Asks for a proof, with its reason, before a secret is shown. */
export function ProofStep({ method, username, frame, prove, onProven, texts, errorTexts }: Props) {
  const { form, field, state, pending } = useServerForm({ action: prove, initialState: {}, loadSchema, errorTexts });
  useEffect(() => {
    if (state.proven) onProven?.();
  }, [state, onProven]);
  const { proof } = texts;
  return (
    <>
      <StepHeading frame={frame}>{texts.title}</StepHeading>
      <form {...form} className="mt-4 grid gap-5">
        <p className="text-quiet">{proof[`${method}-reason`]}</p>
        {method === "password" ? (
          <>
            <input type="text" autoComplete="username" value={username} readOnly hidden />
            <Field {...field("proof")} label={proof.password} required type="password" autoComplete="current-password" />
          </>
        ) : (
          <CodeField {...field("proof")} label={proof["two-factor-code"]} placeholder={proof.codePlaceholder} />
        )}
        <div className="flex flex-wrap justify-end gap-3">
          {frame.cancel}
          <SubmitButton pending={pending} pendingText={proof.pending}>
            {proof.submit}
          </SubmitButton>
        </div>
      </form>
    </>
  );
}
