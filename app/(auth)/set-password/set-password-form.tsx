"use client";

import { Field } from "@/components/forms/field";
import { FormError, FormIdentity, SubmitButton } from "@/components/forms/form";
import { PasswordField } from "@/components/forms/password-field";
import { useServerForm } from "@/components/forms/use-server-form";
import { useFocusFirstField } from "@/components/ui/focus";
import type { FieldErrorTexts } from "@/lib/i18n/error-text";
import type { Messages } from "@/lib/i18n/messages";
import { choosePassword } from "./actions";

type Props = {
  link: string;
  username: string;
  passwordMinLength: number;
  texts: Messages["setPassword"]["form"];
  errorTexts: FieldErrorTexts;
};

/** The name is for the user and the password manager; only the link decides whose password is set. */
export function SetPasswordForm({ link, username, passwordMinLength, texts, errorTexts }: Props) {
  const loadSchema = () =>
    import("@/lib/features/account/schema").then(({ setPasswordSchemaOf }) => setPasswordSchemaOf(passwordMinLength));
  const { form, field, state, outcome, pending } = useServerForm({
    name: "set-password",
    action: choosePassword,
    loadSchema,
    errorTexts,
  });
  useFocusFirstField(form.ref);
  return (
    <form {...form} className="grid gap-5">
      <FormIdentity />
      <input type="hidden" name="link" value={link} />
      <Field name="username" label={texts.username} value={username} readOnly autoComplete="username" />
      <PasswordField
        {...field("password")}
        label={texts.password}
        hint={texts.passwordHint}
        showText={texts.showPassword}
        required
        autoComplete="new-password"
      />
      <FormError text={state.formError} outcome={outcome} />
      <SubmitButton pending={pending} pendingText={texts.pending} className="w-full">
        {texts.submit}
      </SubmitButton>
    </form>
  );
}
