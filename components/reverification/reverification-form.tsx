"use client";

import type { ReactNode } from "react";
import { FormError, FormIdentity, SubmitButton } from "@/components/forms/form";
import { type ClosableFormFrame, StepHeading } from "@/components/forms/form-frame";
import { ReverificationField } from "@/components/forms/reverification-field";
import type { useServerForm } from "@/components/forms/use-server-form";
import type { SecurityFormProps } from "@/components/settings/types";
import type { ButtonVariant } from "@/components/ui/button";
import type { FormState } from "@/lib/http/form-state";

type Props = Pick<SecurityFormProps, "username" | "reverification" | "texts"> & {
  frame: ClosableFormFrame;
  server: Pick<ReturnType<typeof useServerForm<FormState>>, "form" | "field" | "state" | "outcome" | "pending" | "waiting">;
  heading: string;
  submit: { text: string; pending: string; variant: ButtonVariant };
  children: ReactNode;
};

/** An action whose only input is the reverification; `children` explain it. */
export function ReverificationForm({
  username,
  reverification,
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
        <ReverificationField reverification={reverification} server={{ field, state }} username={username} texts={texts.reverification} />
        <FormError text={state.formError} outcome={outcome} />
        <div className="flex flex-wrap justify-end gap-3">
          {frame.cancel}
          <SubmitButton pending={pending} waiting={waiting} pendingText={submit.pending} variant={submit.variant}>
            {submit.text}
          </SubmitButton>
        </div>
      </form>
    </>
  );
}
