"use client";

import { useRef } from "react";
import { DisableVerificationHint, ResendCode } from "@/components/account/email-code";
import { Checkbox, CodeField, Field } from "@/components/forms/field";
import { FormIdentity } from "@/components/forms/form-page";
import { Announcement } from "@/components/forms/outcome";
import { SubmitButton } from "@/components/forms/submit-button";
import { useServerForm } from "@/components/forms/use-server-form";
import { ReverificationField } from "@/components/reverification/reverification-field";
import { Button } from "@/components/ui/button";
import { useFocusOnSwap } from "@/components/ui/focus";
import { FormError, Notice } from "@/components/ui/notice";
import type { FormState, ProofView } from "@/lib/http/form-state";
import type { FieldErrorTexts } from "@/lib/i18n/error-text";
import type { Messages } from "@/lib/i18n/messages";
import type { FormAction, PendingAddressView, SettingsView } from "./types";

export type BasicFormProps = {
  username: string;
  shown: SettingsView;
  /** Set while a new address waits for its code: the step stands where the form was. */
  address: PendingAddressView | null;
  proof: ProofView;
  actions: { submit: FormAction; confirm: FormAction; sendAgain: FormAction; giveUp: (data: FormData) => Promise<void> };
  texts: { settings: Messages["settings"]; proof: Messages["proof"]; sendAgain: Messages["sendAgain"] };
  errorTexts: FieldErrorTexts;
};

const loadAddressSchema = () => import("@/lib/features/email-codes/schema").then(({ confirmAddressSchema }) => confirmAddressSchema);

/** Holds the outcome of the code step beyond the step itself, to tell of it where the form is again. */
export function BasicForm(props: BasicFormProps) {
  const { address, actions, texts, errorTexts } = props;
  const step = useServerForm({ name: "address", action: actions.confirm, initialState: {}, loadSchema: loadAddressSchema, errorTexts });
  const place = useRef<HTMLDivElement>(null);
  useFocusOnSwap(place, address ? "address" : "settings");
  return (
    <div ref={place}>
      {address ? (
        <AddressStep
          {...{ address, step }}
          sendAgain={actions.sendAgain}
          giveUp={actions.giveUp}
          texts={{ ...texts.settings.address, sendAgain: texts.sendAgain }}
        />
      ) : (
        <SettingsForm {...props} earlier={step.state} />
      )}
    </div>
  );
}

type SettingsFormProps = Pick<BasicFormProps, "username" | "shown" | "proof" | "actions" | "texts" | "errorTexts"> & { earlier: FormState };
type AccountMessages = Messages["settings"]["account"];

const loadSettingsSchema = () => import("@/lib/features/account/schema").then(({ settingsSchema }) => settingsSchema);

/** Address and ticks. `earlier` is the outcome of the code step, which this form has replaced. */
function SettingsForm({ username, shown, proof, actions, texts, errorTexts, earlier }: SettingsFormProps) {
  const { form, field, state, outcome, pending, waiting } = useServerForm({
    name: "settings",
    action: actions.submit,
    initialState: {},
    loadSchema: loadSettingsSchema,
    errorTexts,
  });
  const words = texts.settings.account;
  const { values } = state;
  const notice = state.notice ?? earlier.notice;
  /** Where the focus goes when this form takes the place of the code step. */
  const landsOnNotice = Boolean(notice) || undefined;
  return (
    <form {...form} className="grid gap-5">
      <FormIdentity />
      <FormError text={state.formError} outcome={outcome} />
      <Field
        {...field("email")}
        defaultValue={values?.email ?? shown.email}
        data-swap-focus={!landsOnNotice || undefined}
        label={words.email}
        hint={words.emailHint}
        inputMode="email"
        autoComplete="email"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
      />
      <AccountCheckboxes {...{ username, shown, words }} values={state.values} />
      <ReverificationField proof={proof} server={{ field, state }} username={username} texts={texts.proof} />
      <FormError text={state.notice ? undefined : earlier.formError} outcome={outcome} />
      <div className="flex flex-wrap items-center gap-4">
        <SubmitButton pending={pending} waiting={waiting} pendingText={words.pending}>
          {words.submit}
        </SubmitButton>
        <Announcement
          outcome={outcome}
          text={pending || state.fieldErrors ? undefined : notice}
          tabIndex={landsOnNotice && -1}
          className="font-medium text-accent-strong"
        />
      </div>
    </form>
  );
}

type AccountCheckboxesProps = Pick<SettingsFormProps, "username" | "shown"> & { words: AccountMessages; values: FormState["values"] };

function AccountCheckboxes({ username, shown, words, values }: AccountCheckboxesProps) {
  const ticked = (name: "emailLoginVerification" | "securityMails") => (values ? values[name] === "on" : shown[name]);
  return (
    <>
      <Checkbox
        name="emailLoginVerification"
        label={words.emailLoginVerification}
        hint={verificationHint(shown, words)}
        warning={shown.mailKept && !shown.twoFactor && <QueuedEmailWarning username={username} text={words.keptWarning} />}
        disabled={shown.twoFactor}
        defaultChecked={shown.twoFactor ? shown.emailLoginVerification : ticked("emailLoginVerification")}
      />
      <Checkbox
        name="securityMails"
        label={words.securityMails}
        hint={shown.mailKept ? words.securityMailsHintKept : words.securityMailsHint}
        defaultChecked={ticked("securityMails")}
      />
    </>
  );
}

function verificationHint({ twoFactor, mailKept }: SettingsView, words: AccountMessages): string {
  if (twoFactor) return words.emailLoginVerificationUnused;
  return mailKept ? words.emailLoginVerificationHintKept : words.emailLoginVerificationHint;
}

/** Evaluators may well want it, as they read the outbox; nobody is to find out about it at the next sign-in. */
function QueuedEmailWarning({ username, text }: { username: string; text: string }) {
  return (
    <>
      <span>{text}</span>
      <DisableVerificationHint username={username} />
    </>
  );
}

type AddressStepProps = {
  address: PendingAddressView;
  step: ReturnType<typeof useServerForm<FormState>>;
  sendAgain: FormAction;
  giveUp: (data: FormData) => Promise<void>;
  texts: Messages["settings"]["address"] & { sendAgain: Messages["sendAgain"] };
};

/** The code that proves a new address. Nothing has changed while this is shown, and it says so. */
function AddressStep({ address, step: { form, field, state, outcome, pending }, sendAgain, giveUp, texts }: AddressStepProps) {
  return (
    <div className="grid gap-5">
      <div role="status">
        <h3 tabIndex={-1} data-swap-focus className="rounded-field font-semibold">
          {address.heading}
        </h3>
        <p className="mt-1 wrap-anywhere">{address.lead}</p>
        <p className="mt-1 text-quiet wrap-anywhere">{address.until}</p>
      </div>
      {address.trouble && <Notice look="amber">{address.trouble}</Notice>}
      <form {...form} className="grid gap-4">
        <FormIdentity />
        <FormError text={state.fieldErrors ? undefined : state.formError} outcome={outcome} />
        <CodeField {...field("code")} label={texts.code} placeholder={texts.codePlaceholder} inputMode="numeric" />
        <SubmitButton pending={pending} pendingText={texts.pending} className="w-full">
          {texts.submit}
        </SubmitButton>
      </form>
      <ResendCode action={sendAgain} wait={address.wait} texts={texts.sendAgain} />
      <form action={giveUp}>
        <FormIdentity />
        <Button type="submit" look="quiet" className="w-full">
          {texts.giveUp}
        </Button>
      </form>
    </div>
  );
}
