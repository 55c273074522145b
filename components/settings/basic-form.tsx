"use client";

import { useRef } from "react";
import { DisableVerificationHint, ResendCode } from "@/components/account/email-code";
import { Checkbox, CodeField, Field } from "@/components/forms/field";
import { FormError, FormIdentity, SubmitButton } from "@/components/forms/form";
import { ReverificationField, type ReverifiedFormProps } from "@/components/forms/reverification-field";
import { type FormAction, useServerForm } from "@/components/forms/use-server-form";
import { Button } from "@/components/ui/button";
import { useFocusOnSwap } from "@/components/ui/focus";
import { Notice } from "@/components/ui/notice";
import { Tag } from "@/components/ui/tag";
import { Toast } from "@/components/ui/toast";
import type { FormState } from "@/lib/http/form-state";
import type { Messages } from "@/lib/i18n/messages";

/** The current settings, as the forms of Basic Settings show them. */
type SettingsView = {
  email: string;
  /** There is an address, and no code sent to it has come back. */
  unconfirmed: boolean;
  emailLoginVerification: boolean;
  securityMails: boolean;
  twoFactor: boolean;
  /** Email is not set up: emails stay in the outbox. */
  mailQueued: boolean;
  /** Is told what operators can do about it. */
  administrator: boolean;
};

/** An unconfirmed address: its message, and the seconds until `Send again`. */
export type PendingAddressView = {
  heading: string;
  description: string;
  until: string;
  deliveryProblem: string | null;
  retry: { seconds: number };
};

type BasicFormProps = ReverifiedFormProps & {
  shown: SettingsView;
  /** Set while a new address waits for its code: the code step replaces the form. */
  address: PendingAddressView | null;
  actions: { submit: FormAction; confirm: FormAction; sendAgain: FormAction; discard: (data: FormData) => Promise<void> };
  texts: Messages["settings"];
  sendAgainTexts: Messages["sendAgain"];
};

const loadAddressSchema = () => import("@/lib/features/email-codes/schema").then(({ confirmAddressSchema }) => confirmAddressSchema);

/** Keeps the outcome of the code step, to show it when the form is back. */
export function BasicForm({ address, sendAgainTexts, ...settings }: BasicFormProps) {
  const { actions, texts, errorTexts } = settings;
  const step = useServerForm({ name: "address", action: actions.confirm, loadSchema: loadAddressSchema, errorTexts });
  const place = useRef<HTMLDivElement>(null);
  useFocusOnSwap(place, address ? "address" : "settings");
  return (
    <div ref={place}>
      {address ? (
        <AddressStep
          {...{ address, step }}
          sendAgain={actions.sendAgain}
          discard={actions.discard}
          texts={{ ...texts.address, sendAgain: sendAgainTexts }}
        />
      ) : (
        <SettingsForm {...settings} earlier={step.state} />
      )}
    </div>
  );
}

type SettingsFormProps = Omit<BasicFormProps, "address" | "sendAgainTexts"> & { earlier: FormState };
type AccountMessages = Messages["settings"]["account"];

const loadSettingsSchema = () => import("@/lib/features/account/schema").then(({ settingsSchema }) => settingsSchema);

/** Address and checkboxes. `earlier` is the outcome of the code step, which this form has replaced. */
function SettingsForm({ shown, actions, texts, errorTexts, earlier, ...rest }: SettingsFormProps) {
  const { form, field, state, outcome, pending, waiting } = useServerForm({
    name: "settings",
    action: actions.submit,
    loadSchema: loadSettingsSchema,
    errorTexts,
  });
  const messages = texts.account;
  const { values } = state;
  const notice = state.notice ?? earlier.notice;
  /** Takes the focus when this form replaces the code step. */
  const landsOnNotice = Boolean(notice) || undefined;
  return (
    <form {...form} className="grid gap-5">
      <FormIdentity />
      <FormError text={state.formError} outcome={outcome} />
      {/* Enter in a field presses the first button of its form, which is not to be `Send code`. */}
      <button type="submit" hidden />
      <div className="grid gap-2 sm:grid-flow-col sm:grid-cols-[1fr] sm:items-start sm:gap-3">
        <Field
          {...field("email")}
          defaultValue={values?.email ?? shown.email}
          data-swap-focus={!landsOnNotice || undefined}
          label={messages.email}
          aside={shown.unconfirmed && <Tag variant="amber">{messages.unconfirmed}</Tag>}
          hint={messages.emailHint}
          inputMode="email"
          autoComplete="email"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
        />
        {shown.unconfirmed && (
          <Button type="submit" variant="plain" name="confirmAddress" value="on" className="min-h-12 sm:mt-8">
            {messages.sendCode}
          </Button>
        )}
      </div>
      <AccountCheckboxes {...{ shown, messages }} username={rest.username} values={state.values} />
      <ReverificationField {...rest} server={{ field, state }} />
      <FormError text={state.notice ? undefined : earlier.formError} outcome={outcome} />
      <div className="flex flex-wrap items-center gap-4">
        <SubmitButton pending={pending} waiting={waiting} pendingText={messages.pending}>
          {messages.submit}
        </SubmitButton>
        <Toast outcome={outcome} text={pending || state.fieldErrors ? undefined : notice} tabIndex={landsOnNotice && -1} />
      </div>
    </form>
  );
}

type AccountCheckboxesProps = Pick<SettingsFormProps, "username" | "shown"> & { messages: AccountMessages; values: FormState["values"] };

function AccountCheckboxes({ username, shown, messages, values }: AccountCheckboxesProps) {
  const ticked = (name: "emailLoginVerification" | "securityMails") => (values ? values[name] === "on" : shown[name]);
  return (
    <>
      <Checkbox
        name="emailLoginVerification"
        label={messages.emailLoginVerification}
        hint={verificationHint(shown, messages)}
        warning={
          shown.mailQueued && !shown.twoFactor && <QueuedEmailWarning {...{ username, messages }} forAdministrator={shown.administrator} />
        }
        disabled={shown.twoFactor}
        defaultChecked={shown.twoFactor ? shown.emailLoginVerification : ticked("emailLoginVerification")}
      />
      <Checkbox
        name="securityMails"
        label={messages.securityMails}
        hint={securityMailsHint(shown, messages)}
        defaultChecked={ticked("securityMails")}
      />
    </>
  );
}

function verificationHint({ twoFactor, mailQueued }: SettingsView, messages: AccountMessages): string {
  if (twoFactor) return messages.emailLoginVerificationUnused;
  return mailQueued ? messages.emailLoginVerificationHintQueued : messages.emailLoginVerificationHint;
}

function securityMailsHint({ mailQueued, administrator }: SettingsView, messages: AccountMessages): string {
  if (!mailQueued) return messages.securityMailsHint;
  return administrator ? messages.securityMailsHintQueued : messages.securityMailsHintUnsent;
}

type QueuedEmailWarningProps = { username: string; messages: AccountMessages; forAdministrator: boolean };

/** Evaluators may choose it, as they read the outbox; no user should learn of it only at the next sign-in. */
function QueuedEmailWarning({ username, messages, forAdministrator }: QueuedEmailWarningProps) {
  if (!forAdministrator) return messages.askAdministrator;
  return (
    <>
      <span>{messages.queuedWarning}</span>
      <DisableVerificationHint username={username} />
    </>
  );
}

type AddressStepProps = {
  address: PendingAddressView;
  step: ReturnType<typeof useServerForm<FormState>>;
  sendAgain: FormAction;
  discard: (data: FormData) => Promise<void>;
  texts: Messages["settings"]["address"] & { sendAgain: Messages["sendAgain"] };
};

/** The code step that confirms a new address. Says that nothing has changed yet. */
function AddressStep({ address, step: { form, field, state, outcome, pending }, sendAgain, discard, texts }: AddressStepProps) {
  return (
    <div className="grid gap-5">
      <div role="status">
        <h3 tabIndex={-1} data-swap-focus className="rounded-field font-semibold">
          {address.heading}
        </h3>
        <p className="mt-1 wrap-anywhere">{address.description}</p>
        <p className="mt-1 text-muted-foreground wrap-anywhere">{address.until}</p>
      </div>
      {address.deliveryProblem && <Notice variant="amber">{address.deliveryProblem}</Notice>}
      <form {...form} className="grid gap-4">
        <FormIdentity />
        <FormError text={state.fieldErrors ? undefined : state.formError} outcome={outcome} />
        <CodeField {...field("code")} label={texts.code} placeholder={texts.codePlaceholder} inputMode="numeric" />
        <SubmitButton pending={pending} pendingText={texts.pending} className="w-full">
          {texts.submit}
        </SubmitButton>
      </form>
      <ResendCode action={sendAgain} retry={address.retry} texts={texts.sendAgain} />
      <form action={discard}>
        <FormIdentity />
        <Button type="submit" variant="quiet" className="w-full">
          {texts.discard}
        </Button>
      </form>
    </div>
  );
}
