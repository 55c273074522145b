"use client";

import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { SubmitButton } from "@/components/ui/submit-button";
import { useServerForm } from "@/components/ui/use-server-form";
import type { FieldErrorTexts } from "@/lib/i18n/error-text";
import type { Messages } from "@/lib/i18n/messages";
import { createAdministrator } from "./actions";

type Props = { token: string; texts: Messages["setup"]["form"]; errorTexts: FieldErrorTexts };

const NAME = { autoCapitalize: "none", autoCorrect: "off", spellCheck: false } as const;

const loadSchema = () => import("@/lib/users/schema").then(({ setupSchema }) => setupSchema);

export function SetupForm({ token, texts, errorTexts }: Props) {
  const { form, field, state, outcome, pending } = useServerForm({ action: createAdministrator, initialState: {}, loadSchema, errorTexts });
  return (
    <form {...form} className="grid gap-5">
      <input type="hidden" name="token" value={token} />
      <Field {...field("username")} {...NAME} label={texts.username} hint={texts.usernameHint} required autoComplete="username" />
      <Field {...field("password")} label={texts.password} hint={texts.passwordHint} required type="password" autoComplete="new-password" />
      <Field {...field("email")} {...NAME} label={texts.email} hint={texts.emailHint} inputMode="email" autoComplete="email" />
      <FormError text={state.formError} outcome={outcome} />
      <SubmitButton pending={pending} pendingText={texts.pending} className="w-full">
        {texts.submit}
      </SubmitButton>
    </form>
  );
}
