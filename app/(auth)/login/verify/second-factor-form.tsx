"use client";

import { type MouseEvent, useEffect, useRef, useState } from "react";
import { StepForm } from "@/app/(auth)/login/login-form";
import { CodeField } from "@/components/forms/field";
import { useServerForm } from "@/components/forms/use-server-form";
import type { CodeKind } from "@/lib/http/redirects";
import type { FieldErrorTexts } from "@/lib/i18n/error-text";
import type { Messages } from "@/lib/i18n/messages";
import { TOTP_DIGITS } from "@/lib/policy";
import { verify } from "./actions";

type SecondFactorFormProps = {
  attempt: string;
  startsWith: CodeKind;
  /** The page for each kind of code, for links without JavaScript. */
  addresses: Record<CodeKind, string>;
  /** Attempts left and throttling before this page was loaded; the answer to the form says it newer. */
  progress: string | null;
  remember: boolean;
  returnTo: string | null;
  texts: Messages["verify"]["form"] & Messages["verify"]["backupCode"] & { appDescription: string };
  errorTexts: FieldErrorTexts;
};

const SELF_SUBMIT = { field: "code", digits: TOTP_DIGITS };

const loadSchema = () => import("@/lib/features/sign-in/schema").then(({ verifySecondFactorSchema }) => verifySecondFactorSchema);

/**
 * The second step with 2FA. One field takes both kinds of code; the chosen kind decides its keyboard, and whether the last digit submits
 * it. A change of the kind keeps the answer to the form: attempts left and countdown.
 */
export function SecondFactorForm(props: SecondFactorFormProps) {
  const { attempt, startsWith, addresses, progress, remember, returnTo, texts, errorTexts } = props;
  const [kind, setKind] = useState(startsWith);
  const isApp = kind === "app";
  const selfSubmit = isApp ? SELF_SUBMIT : undefined;
  const serverForm = useServerForm({ name: "verify", attempt, action: verify, loadSchema, errorTexts, selfSubmit });
  const field = serverForm.field("code");
  const input = useEmptiedOnChange(kind);
  const other = isApp ? "backup-code" : "app";

  function swap(event: MouseEvent) {
    event.preventDefault();
    setKind(other);
  }

  return (
    <>
      <p className="-mt-5 mb-7 text-muted-foreground">{isApp ? texts.appDescription : texts.description}</p>
      <StepForm attempt={attempt} {...{ serverForm, remember, returnTo, texts }}>
        {!isApp && <input type="hidden" name="use" value={kind} />}
        <CodeField
          {...field}
          ref={input}
          label={texts.code}
          placeholder={isApp ? texts.appPlaceholder : texts.placeholder}
          inputMode={isApp ? "numeric" : "text"}
          autoComplete={isApp ? "one-time-code" : "off"}
          autoFocus
        />
        {progress && !field.error && <p className="-mt-3 text-sm font-medium">{progress}</p>}
      </StepForm>
      <a
        href={addresses[other]}
        onClick={swap}
        className="mt-3 inline-flex min-h-11 items-center font-semibold text-accent-strong underline underline-offset-4"
      >
        {isApp ? texts.use : texts.useApp}
      </a>
      <p className="text-sm text-muted-foreground">{texts.lostBoth}</p>
    </>
  );
}

/** The code of another kind is not a beginning of this one: the field is emptied, and takes the focus with its new keyboard. */
function useEmptiedOnChange(kind: CodeKind) {
  const input = useRef<HTMLInputElement>(null);
  const before = useRef(kind);
  useEffect(() => {
    if (before.current === kind || !input.current) return;
    before.current = kind;
    input.current.value = "";
    input.current.focus();
  }, [kind]);
  return input;
}
