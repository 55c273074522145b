"use client";

import type { ReactNode } from "react";
import { FormIdentity } from "@/components/forms/form-page";
import { ProofField } from "@/components/proof/proof-field";
import { StepHeading } from "@/components/two-factor/step-heading";
import type { ButtonLook } from "@/components/ui/button";
import { FormError } from "@/components/ui/form-error";
import { SubmitButton } from "@/components/ui/submit-button";
import type { useServerForm } from "@/components/ui/use-server-form";
import type { FormState } from "@/lib/http/form-state";
import type { ActionFrame } from "./action-frame";
import type { SecurityFormProps } from "./types";

type Props = Pick<SecurityFormProps, "username" | "proof" | "texts"> & {
  frame: ActionFrame;
  server: Pick<ReturnType<typeof useServerForm<FormState>>, "form" | "field" | "state" | "outcome" | "pending" | "waiting">;
  heading: string;
  submit: { text: string; pending: string; look: ButtonLook };
  children: ReactNode;
};

/** One thing to do that asks for nothing but a proof; `children` say what it means. */
export function ProvenForm({
  username,
  proof,
  texts,
  frame,
  server: { form, field, state, outcome, pending, waiting },
  heading,
  submit,
  children,
}: Props) {
  return (
    <>
      <StepHeading frame={frame}>{heading}</StepHeading>
      <form {...form} className="mt-3 grid gap-5">
        <FormIdentity />
        {children}
        <ProofField proof={proof} server={{ field, state }} username={username} texts={texts.proof} />
        <FormError text={state.formError} outcome={outcome} />
        <div className="flex flex-wrap justify-end gap-3">
          {frame.cancel}
          <SubmitButton pending={pending} waiting={waiting} pendingText={submit.pending} look={submit.look}>
            {submit.text}
          </SubmitButton>
        </div>
      </form>
    </>
  );
}
