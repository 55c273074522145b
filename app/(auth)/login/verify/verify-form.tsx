"use client";

import { StepForm } from "@/app/(auth)/login/step-form";
import { CodeField } from "@/components/ui/code-field";
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

const loadSchema = () => import("@/lib/features/sign-in/schema").then(({ verifySecondFactorSchema }) => verifySecondFactorSchema);

export function VerifyForm({ attempt, remember, returnTo, texts, errorTexts }: Props) {
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
      <CodeField {...serverForm.field("code")} label={texts.code} placeholder={texts.codePlaceholder} hint={texts.codeHint} autoFocus />
    </StepForm>
  );
}
