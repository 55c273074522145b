"use client";

import type { ReactNode } from "react";
import { FormIdentity } from "@/components/forms/form-page";
import { Checkbox } from "@/components/ui/checkbox";
import { FormError } from "@/components/ui/form-error";
import { SubmitButton } from "@/components/ui/submit-button";
import type { useServerForm } from "@/components/ui/use-server-form";
import type { FormState } from "@/lib/http/form-state";

type Props = {
  attempt?: string;
  serverForm: ReturnType<typeof useServerForm<FormState>>;
  remember: boolean;
  returnTo: string | null;
  texts: { remember: string; rememberHint: string; pending: string; submit: string };
  children: ReactNode;
};

/** A step of the sign-in: fields of its own as `children`, and what every step has, "Remember me" and where it leads. */
export function StepForm({ attempt, serverForm, remember, returnTo, texts, children }: Props) {
  const { form, state, outcome, pending, waiting } = serverForm;
  const ticked = state.values ? state.values.remember === "on" : remember;
  return (
    <form {...form} className="grid gap-5">
      <FormIdentity attempt={attempt} />
      {returnTo && <input type="hidden" name="next" value={returnTo} />}
      {children}
      <Checkbox name="remember" label={texts.remember} hint={texts.rememberHint} defaultChecked={ticked} />
      <FormError text={state.formError} outcome={outcome} />
      <SubmitButton pending={pending} waiting={waiting} pendingText={texts.pending} className="w-full">
        {texts.submit}
      </SubmitButton>
    </form>
  );
}
