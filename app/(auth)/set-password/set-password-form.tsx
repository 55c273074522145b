"use client";

import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { SubmitButton } from "@/components/ui/submit-button";
import { useServerForm } from "@/components/ui/use-server-form";
import type { FieldErrorTexts } from "@/lib/i18n/error-text";
import type { Messages } from "@/lib/i18n/messages";
import { choosePassword } from "./actions";

type Props = { token: string; username: string; texts: Messages["setPassword"]["form"]; errorTexts: FieldErrorTexts };

const loadSchema = () => import("@/lib/users/schema").then(({ setPasswordSchema }) => setPasswordSchema);

/** The name is there for the person and their password manager; whose password is set the link alone decides. */
export function SetPasswordForm({ token, username, texts, errorTexts }: Props) {
  const { form, field, state, outcome, pending } = useServerForm({ action: choosePassword, initialState: {}, loadSchema, errorTexts });
  return (
    <form {...form} className="grid gap-5">
      <input type="hidden" name="token" value={token} />
      <Field name="username" label={texts.username} value={username} readOnly autoComplete="username" />
      <Field {...field("password")} label={texts.password} hint={texts.passwordHint} required type="password" autoComplete="new-password" />
      <FormError text={state.formError} outcome={outcome} />
      <SubmitButton pending={pending} pendingText={texts.pending} className="w-full">
        {texts.submit}
      </SubmitButton>
    </form>
  );
}
