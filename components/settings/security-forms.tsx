"use client";

import { type ReactNode, useEffect, useRef } from "react";
import { FormError, FormIdentity, SubmitButton } from "@/components/forms/form";
import { type ClosableFormFrame, FormDone, StepHeading, useFormFrame, useFormOutcome } from "@/components/forms/form-frame";
import { PasswordField } from "@/components/forms/password-field";
import { loadReverificationSchema, ReverificationField, type ReverifiedFormProps } from "@/components/forms/reverification-field";
import { type FormAction, useServerForm } from "@/components/forms/use-server-form";
import { BackupCodes, type BackupCodesFile, type IssuedCodes } from "@/components/two-factor/backup-codes";
import type { ButtonVariant } from "@/components/ui/button";
import { useFocusOnSwap } from "@/components/ui/focus";
import { type FormState, reverificationAfter } from "@/lib/http/form-state";
import type { Messages } from "@/lib/i18n/messages";

/** What every form of Security Settings needs. */
type SecurityFormProps = ReverifiedFormProps & { action: FormAction; texts: Messages["security"] };

type ChangePasswordFormProps = SecurityFormProps & { hint: string; passwordMinLength: number };

/** If the password is the only factor, no other reverification is requested. */
export function ChangePasswordForm({ action, texts, errorTexts, hint, passwordMinLength, ...rest }: ChangePasswordFormProps) {
  const loadSchema = () =>
    import("@/lib/features/account/schema").then(({ changePasswordSchemaOf }) => changePasswordSchemaOf(passwordMinLength));
  const messages = texts.password;
  const frame = useFormFrame({ href: "/settings/security", text: texts.back });
  const server = useServerForm({ name: "password", action, loadSchema, errorTexts });
  const { form, field, state, outcome, pending, waiting } = server;
  const place = useRef<HTMLDivElement>(null);
  const done = useFormOutcome(frame, state);
  useFocusOnSwap(place, done ? "outcome" : "form");
  if (done) {
    return (
      <div ref={place}>
        <StepHeading frame={frame}>{messages.action}</StepHeading>
        <FormDone frame={frame} text={done} closeText={texts.close} />
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
        <input type="text" autoComplete="username" value={rest.username} readOnly hidden />
        <PasswordField
          {...field("currentPassword")}
          label={messages.current}
          autoComplete="current-password"
          showText={messages.showPassword}
          required
        />
        <PasswordField
          {...field("newPassword")}
          label={messages.new}
          hint={hint}
          autoComplete="new-password"
          showText={messages.showPassword}
          required
        />
        {reverificationAfter(rest.reverification, state).method !== "password" && <ReverificationField {...rest} server={server} />}
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

/** `issued` is returned only once. */
export type ReplaceState = FormState & { issued?: IssuedCodes };

type ReplaceCodesFormProps = Omit<SecurityFormProps, "action"> & {
  action: FormAction<ReplaceState>;
  close: (data: FormData) => Promise<void>;
  file: BackupCodesFile;
  codesTexts: Messages["enrolment"]["codes"];
};

/** New codes in the view of the enrolment. While they are shown only `Done` closes the dialog. */
export function ReplaceCodesForm({ action, close, file, texts, codesTexts, errorTexts, ...rest }: ReplaceCodesFormProps) {
  const messages = texts.backupCodes;
  const frame = useFormFrame({ href: "/settings/security", text: texts.back });
  const server = useServerForm<ReplaceState>({
    name: "backup-codes",
    action,
    loadSchema: loadReverificationSchema,
    errorTexts,
  });
  const { issued } = server.state;
  const { lock } = frame;
  useEffect(() => {
    if (issued) lock?.();
  }, [issued, lock]);
  if (issued) {
    const shownTexts = { ...codesTexts, success: messages.success };
    return <BackupCodes onDone={frame.close} {...{ issued, close, file }} frame={{ ...frame, back: null }} texts={shownTexts} />;
  }
  const submit = { text: messages.submit, pending: texts.pending, variant: "accent" } as const;
  return (
    <ReverificationForm {...rest} {...{ frame, server, submit }} heading={messages.replace}>
      <p>{messages.replaceDescription}</p>
    </ReverificationForm>
  );
}

/** `off`: 2FA is off already, here or by another device. */
type DisableFormProps = SecurityFormProps & { consequence: string; off: boolean };

export function DisableForm({ action, texts, errorTexts, consequence, off, ...rest }: DisableFormProps) {
  const messages = texts.disable;
  const frame = useFormFrame({ href: "/settings/security", text: texts.back });
  const server = useServerForm({ name: "disable", action, loadSchema: loadReverificationSchema, errorTexts });
  const place = useRef<HTMLDivElement>(null);
  const isOff = Boolean(useFormOutcome(frame, server.state)) || off;
  useFocusOnSwap(place, isOff ? "outcome" : "form");
  const submit = { text: messages.submit, pending: messages.pending, variant: "danger" } as const;
  return (
    <div ref={place}>
      {isOff ? (
        <>
          <StepHeading frame={frame}>{texts.twoFactor.heading}</StepHeading>
          <FormDone frame={frame} text={messages.done} closeText={texts.close} />
        </>
      ) : (
        <ReverificationForm {...rest} {...{ frame, server, submit }} heading={messages.heading}>
          <p>{consequence}</p>
        </ReverificationForm>
      )}
    </div>
  );
}

type ReverificationFormProps = Omit<ReverifiedFormProps, "errorTexts"> & {
  frame: ClosableFormFrame;
  server: Pick<ReturnType<typeof useServerForm<FormState>>, "form" | "field" | "state" | "outcome" | "pending" | "waiting">;
  heading: string;
  submit: { text: string; pending: string; variant: ButtonVariant };
  children: ReactNode;
};

/** An action whose only input is the reverification; `children` explain it. */
function ReverificationForm({ frame, server, heading, submit, children, ...rest }: ReverificationFormProps) {
  const { form, state, outcome, pending, waiting } = server;
  return (
    <>
      <StepHeading frame={frame}>{heading}</StepHeading>
      <form {...form} className="mt-3 grid gap-5">
        <FormIdentity />
        {children}
        <ReverificationField {...rest} server={server} />
        <FormError text={state.formError} outcome={outcome} />
        <div className="flex flex-wrap justify-end gap-3">
          {frame.cancel}
          <SubmitButton pending={pending} waiting={waiting} pendingText={submit.pending} variant={submit.variant}>
            {submit.text}
          </SubmitButton>
        </div>
      </form>
    </>
  );
}
