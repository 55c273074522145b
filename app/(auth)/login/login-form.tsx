"use client";

import { FormIdentity } from "@/components/forms/form-page";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { SubmitButton } from "@/components/ui/submit-button";
import { useServerForm } from "@/components/ui/use-server-form";
import type { FieldErrorTexts } from "@/lib/i18n/error-text";
import type { Messages } from "@/lib/i18n/messages";
import { login } from "./actions";

type Props = { returnTo: string | null; remember: boolean; texts: Messages["login"]["form"]; errorTexts: FieldErrorTexts };

const loadSchema = () => import("@/lib/login/schema").then(({ loginSchema }) => loginSchema);

export function LoginForm({ returnTo, remember, texts, errorTexts }: Props) {
  const { form, field, state, outcome, pending, waiting } = useServerForm({
    name: "login",
    action: login,
    initialState: {},
    loadSchema,
    errorTexts,
  });
  const ticked = state.values ? state.values.remember === "on" : remember;
  return (
    <form {...form} className="grid gap-5">
      <FormIdentity />
      {returnTo && <input type="hidden" name="next" value={returnTo} />}
      <Field
        {...field("identifier")}
        label={texts.identifier}
        required
        autoComplete="username"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
      />
      <Field {...field("password")} label={texts.password} required type="password" autoComplete="current-password" />
      <Checkbox name="remember" label={texts.remember} hint={texts.rememberHint} defaultChecked={ticked} />
      <FormError text={state.formError} outcome={outcome} />
      <SubmitButton pending={pending} waiting={waiting} pendingText={texts.pending} className="w-full">
        {texts.submit}
      </SubmitButton>
    </form>
  );
}
