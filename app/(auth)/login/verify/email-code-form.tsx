"use client";

import { StepForm } from "@/app/(auth)/login/login-form";
import { CodeField, Field } from "@/components/forms/field";
import { useServerForm } from "@/components/forms/use-server-form";
import type { FieldErrorTexts } from "@/lib/i18n/error-text";
import type { Messages } from "@/lib/i18n/messages";
import { EMAIL_CODE_DIGITS } from "@/lib/policy";
import { verify } from "./actions";

type EmailCodeFormProps = {
  attempt: string;
  maskedAddress: string;
  remember: boolean;
  returnTo: string | null;
  texts: Messages["verify"]["email"]["form"];
  errorTexts: FieldErrorTexts;
};

const SELF_SUBMIT = { field: "code", digits: EMAIL_CODE_DIGITS };

const loadSchema = () => import("@/lib/features/sign-in/schema").then(({ verifyEmailCodeSchema }) => verifyEmailCodeSchema);

/** The emailed code, which is submitted with its last digit. */
export function EmailCodeForm({ attempt, maskedAddress, remember, returnTo, texts, errorTexts }: EmailCodeFormProps) {
  const serverForm = useServerForm({ name: "verify", attempt, action: verify, loadSchema, errorTexts, selfSubmit: SELF_SUBMIT });
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
