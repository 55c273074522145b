"use client";

import { Field } from "@/components/ui/field";
import { useServerForm } from "@/components/ui/use-server-form";
import type { FieldErrorTexts } from "@/lib/i18n/error-text";
import type { Messages } from "@/lib/i18n/messages";
import { login } from "./actions";
import { StepForm } from "./step-form";

type Props = { returnTo: string | null; remember: boolean; texts: Messages["login"]["form"]; errorTexts: FieldErrorTexts };

const loadSchema = () => import("@/lib/features/sign-in/schema").then(({ loginSchema }) => loginSchema);

export function LoginForm({ returnTo, remember, texts, errorTexts }: Props) {
  const serverForm = useServerForm({
    name: "login",
    action: login,
    initialState: {},
    loadSchema,
    errorTexts,
  });
  return (
    <StepForm {...{ serverForm, remember, returnTo, texts }}>
      <Field
        {...serverForm.field("identifier")}
        label={texts.identifier}
        required
        autoComplete="username"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
      />
      <Field {...serverForm.field("password")} label={texts.password} required type="password" autoComplete="current-password" />
    </StepForm>
  );
}
