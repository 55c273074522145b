"use client";

import { StepForm } from "@/app/(auth)/login/step-form";
import { CodeField } from "@/components/ui/code-field";
import { Field } from "@/components/ui/field";
import { useServerForm } from "@/components/ui/use-server-form";
import type { FieldErrorTexts } from "@/lib/i18n/error-text";
import type { Messages } from "@/lib/i18n/messages";
import { verify } from "./actions";

type Props = {
  attempt: string;
  maskedAddress: string;
  remember: boolean;
  returnTo: string | null;
  texts: Messages["verify"]["email"]["form"];
  errorTexts: FieldErrorTexts;
};

const loadSchema = () => import("@/lib/features/sign-in/schema").then(({ verifyEmailCodeSchema }) => verifyEmailCodeSchema);

export function EmailCodeForm({ attempt, maskedAddress, remember, returnTo, texts, errorTexts }: Props) {
  const serverForm = useServerForm({
    name: "verify",
    attempt,
    action: verify,
    initialState: {},
    loadSchema,
    errorTexts,
  });
  return (
    <StepForm attempt={attempt} {...{ serverForm, remember, returnTo, texts }}>
      <Field name="address" label={texts.email} readOnly defaultValue={maskedAddress} autoComplete="off" className="bg-sunken text-quiet" />
      <CodeField {...serverForm.field("code")} label={texts.code} placeholder={texts.codePlaceholder} inputMode="numeric" autoFocus />
    </StepForm>
  );
}
