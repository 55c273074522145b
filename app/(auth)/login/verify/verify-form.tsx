"use client";

import { StepForm } from "@/app/(auth)/login/login-form";
import { CodeField, Field } from "@/components/forms/field";
import { useServerForm } from "@/components/forms/use-server-form";
import type { FieldErrorTexts } from "@/lib/i18n/error-text";
import type { Messages } from "@/lib/i18n/messages";
import { verify } from "./actions";

type VerifyFormProps = {
  attempt: string;
  remember: boolean;
  returnTo: string | null;
  texts: Messages["verify"]["form"];
  errorTexts: FieldErrorTexts;
};

const loadSecondFactorSchema = () =>
  import("@/lib/features/sign-in/schema").then(({ verifySecondFactorSchema }) => verifySecondFactorSchema);

export function VerifyForm({ attempt, remember, returnTo, texts, errorTexts }: VerifyFormProps) {
  const serverForm = useServerForm({
    name: "verify",
    attempt,
    action: verify,
    loadSchema: loadSecondFactorSchema,
    errorTexts,
  });
  return (
    <StepForm attempt={attempt} {...{ serverForm, remember, returnTo, texts }}>
      <CodeField {...serverForm.field("code")} label={texts.code} placeholder={texts.codePlaceholder} hint={texts.codeHint} autoFocus />
    </StepForm>
  );
}

type EmailCodeFormProps = {
  attempt: string;
  maskedAddress: string;
  remember: boolean;
  returnTo: string | null;
  texts: Messages["verify"]["email"]["form"];
  errorTexts: FieldErrorTexts;
};

const loadEmailCodeSchema = () => import("@/lib/features/sign-in/schema").then(({ verifyEmailCodeSchema }) => verifyEmailCodeSchema);

export function EmailCodeForm({ attempt, maskedAddress, remember, returnTo, texts, errorTexts }: EmailCodeFormProps) {
  const serverForm = useServerForm({
    name: "verify",
    attempt,
    action: verify,
    loadSchema: loadEmailCodeSchema,
    errorTexts,
  });
  return (
    <StepForm attempt={attempt} {...{ serverForm, remember, returnTo, texts }}>
      <Field
        name="address"
        label={texts.email}
        readOnly
        defaultValue={maskedAddress}
        autoComplete="off"
        className="bg-muted text-muted-foreground"
      />
      <CodeField {...serverForm.field("code")} label={texts.code} placeholder={texts.codePlaceholder} inputMode="numeric" autoFocus />
    </StepForm>
  );
}
