"use client";

import { FormIdentity } from "@/components/forms/form-page";
import { Checkbox } from "@/components/ui/checkbox";
import { CodeField } from "@/components/ui/code-field";
import { FormError } from "@/components/ui/form-error";
import { SubmitButton } from "@/components/ui/submit-button";
import { useServerForm } from "@/components/ui/use-server-form";
import type { FieldErrorTexts } from "@/lib/i18n/error-text";
import type { Messages } from "@/lib/i18n/messages";
import { verify } from "./actions";

type Props = {
  attempt: string;
  remember: boolean;
  returnTo: string | null;
  texts: Messages["verify"]["form"];
  errorTexts: FieldErrorTexts;
};

const loadSchema = () => import("@/lib/login/schema").then(({ verifySecondFactorSchema }) => verifySecondFactorSchema);

export function VerifyForm({ attempt, remember, returnTo, texts, errorTexts }: Props) {
  const { form, field, state, outcome, pending, waiting } = useServerForm({
    name: "verify",
    attempt,
    action: verify,
    initialState: {},
    loadSchema,
    errorTexts,
  });
  const ticked = state.values ? state.values.remember === "on" : remember;
  return (
    <form {...form} className="grid gap-5">
      <FormIdentity attempt={attempt} />
      {returnTo && <input type="hidden" name="next" value={returnTo} />}
      <CodeField {...field("code")} label={texts.code} placeholder={texts.codePlaceholder} hint={texts.codeHint} autoFocus />
      <Checkbox name="remember" label={texts.remember} hint={texts.rememberHint} defaultChecked={ticked} />
      <FormError text={state.formError} outcome={outcome} />
      <SubmitButton pending={pending} waiting={waiting} pendingText={texts.pending} className="w-full">
        {texts.submit}
      </SubmitButton>
    </form>
  );
}
