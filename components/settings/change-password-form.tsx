"use client";

import { useRef, useState } from "react";
import { Checkbox, Field } from "@/components/forms/field";
import { FormError, FormIdentity, SubmitButton } from "@/components/forms/form";
import { FormDone, StepHeading, useFormFrame } from "@/components/forms/form-frame";
import { ReverificationField } from "@/components/forms/reverification-field";
import { useServerForm } from "@/components/forms/use-server-form";
import { useFocusOnSwap } from "@/components/ui/focus";
import { useHydrated } from "@/components/ui/hydrated";
import { reverificationAfter } from "@/lib/http/form-state";
import type { SecurityFormProps } from "./types";

type Props = SecurityFormProps & { hint: string; passwordMinLength: number };

/** If the password is the only factor, no other reverification is requested. */
export function ChangePasswordForm({ username, reverification, action, texts, errorTexts, hint, passwordMinLength }: Props) {
  const loadSchema = () =>
    import("@/lib/features/account/schema").then(({ changePasswordSchemaOf }) => changePasswordSchemaOf(passwordMinLength));
  const messages = texts.security.password;
  const frame = useFormFrame({ href: "/settings/security", text: texts.security.back });
  const server = useServerForm({ name: "password", action, initialState: {}, loadSchema, errorTexts });
  const { form, field, state, outcome, pending, waiting } = server;
  const [shown, setShown] = useState(false);
  const hydrated = useHydrated();
  const place = useRef<HTMLDivElement>(null);
  useFocusOnSwap(place, state.notice ? "outcome" : "form");
  const type = shown ? "text" : "password";
  if (state.notice) {
    return (
      <div ref={place}>
        <StepHeading frame={frame}>{messages.action}</StepHeading>
        <FormDone frame={frame} text={state.notice} closeText={texts.security.close} />
      </div>
    );
  }
  return (
    <>
      <StepHeading frame={frame}>{messages.action}</StepHeading>
      <p className="mt-2 text-muted-foreground">{messages.description}</p>
      <form {...form} className="mt-5 grid gap-5">
        <FormIdentity />
        <FormError text={state.formError} outcome={outcome} />
        <input type="text" autoComplete="username" value={username} readOnly hidden />
        <Field {...field("currentPassword")} label={messages.current} type={type} autoComplete="current-password" required />
        <Field {...field("newPassword")} label={messages.new} hint={hint} type={type} autoComplete="new-password" required />
        {hydrated && <Checkbox label={messages.show} checked={shown} onChange={(event) => setShown(event.currentTarget.checked)} />}
        {reverificationAfter(reverification, state).method !== "password" && (
          <ReverificationField reverification={reverification} server={server} username={username} texts={texts.reverification} />
        )}
        <div className="flex flex-wrap justify-end gap-3">
          {frame.cancel}
          <SubmitButton pending={pending} waiting={waiting} pendingText={messages.pending}>
            {messages.submit}
          </SubmitButton>
        </div>
      </form>
    </>
  );
}
