"use client";

import { Field } from "@/components/forms/field";
import { FormError, FormIdentity, SubmitButton } from "@/components/forms/form";
import { PasswordField } from "@/components/forms/password-field";
import { useServerForm } from "@/components/forms/use-server-form";
import { useFocusFirstField } from "@/components/ui/focus";
import type { FieldErrorTexts } from "@/lib/i18n/error-text";
import type { Messages } from "@/lib/i18n/messages";
import { createAdministrator } from "./actions";

type Props = { link: string; passwordMinLength: number; texts: Messages["setup"]["form"]; errorTexts: FieldErrorTexts };

const NAME = { autoCapitalize: "none", autoCorrect: "off", spellCheck: false } as const;

export function SetupForm({ link, passwordMinLength, texts, errorTexts }: Props) {
  const loadSchema = () => import("@/lib/features/account/schema").then(({ setupSchemaOf }) => setupSchemaOf(passwordMinLength));
  const { form, field, state, outcome, pending } = useServerForm({
    name: "setup",
    action: createAdministrator,
    loadSchema,
    errorTexts,
  });
  useFocusFirstField(form.ref);
  return (
    <form {...form} className="grid gap-5">
      <FormIdentity />
      <input type="hidden" name="link" value={link} />
      <Field {...field("username")} {...NAME} label={texts.username} hint={texts.usernameHint} required autoComplete="username" />
      <PasswordField
        {...field("password")}
        label={texts.password}
        hint={texts.passwordHint}
        showText={texts.showPassword}
        required
        autoComplete="new-password"
      />
      <Field {...field("email")} {...NAME} label={texts.email} hint={texts.emailHint} inputMode="email" autoComplete="email" />
      <FormError text={state.formError} outcome={outcome} />
      <SubmitButton pending={pending} pendingText={texts.pending} className="w-full">
        {texts.submit}
      </SubmitButton>
    </form>
  );
}
