"use client";

import type { ReactNode } from "react";
import { Checkbox, Field } from "@/components/forms/field";
import { FormError, FormIdentity, SubmitButton } from "@/components/forms/form";
import { PasswordField } from "@/components/forms/password-field";
import { useServerForm } from "@/components/forms/use-server-form";
import { useFocusFirstField } from "@/components/ui/focus";
import type { FormState } from "@/lib/http/form-state";
import type { FieldErrorTexts } from "@/lib/i18n/error-text";
import type { Messages } from "@/lib/i18n/messages";
import { login } from "./actions";

type LoginFormProps = { returnTo: string | null; remember: boolean; texts: Messages["login"]["form"]; errorTexts: FieldErrorTexts };

const loadSchema = () => import("@/lib/features/sign-in/schema").then(({ loginSchema }) => loginSchema);

export function LoginForm({ returnTo, remember, texts, errorTexts }: LoginFormProps) {
  const serverForm = useServerForm({
    name: "login",
    action: login,
    loadSchema,
    errorTexts,
  });
  useFocusFirstField(serverForm.form.ref);
  return (
    <StepForm {...{ serverForm, remember, returnTo, texts }}>
      <Field
        {...serverForm.field("identifier")}
        label={texts.identifier}
        required
        autoComplete="username"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
      />
      <PasswordField
        {...serverForm.field("password")}
        label={texts.password}
        showText={texts.showPassword}
        required
        autoComplete="current-password"
      />
    </StepForm>
  );
}

type StepFormProps = {
  attempt?: string;
  serverForm: ReturnType<typeof useServerForm<FormState>>;
  remember: boolean;
  returnTo: string | null;
  texts: { remember: string; rememberHint: string; pending: string; submit: string };
  children: ReactNode;
};

/** A step of the sign-in: its own fields as `children`, with "Remember me" and the redirect target of every step. */
export function StepForm({ attempt, serverForm, remember, returnTo, texts, children }: StepFormProps) {
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
