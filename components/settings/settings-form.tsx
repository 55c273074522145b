"use client";

import { WayOut } from "@/components/email-code/way-out";
import { FormIdentity } from "@/components/forms/form-page";
import { ProofField } from "@/components/proof/proof-field";
import { Announcement } from "@/components/ui/announcement";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { SubmitButton } from "@/components/ui/submit-button";
import { useServerForm } from "@/components/ui/use-server-form";
import type { FormState } from "@/lib/http/form-state";
import type { Messages } from "@/lib/i18n/messages";
import type { BasicFormProps } from "./basic-form";
import type { SettingsShown } from "./types";

type Props = Pick<BasicFormProps, "username" | "shown" | "proof" | "actions" | "texts" | "errorTexts"> & { earlier: FormState };
type Words = Messages["settings"]["account"];

const loadSchema = () => import("@/lib/features/account/schema").then(({ settingsSchema }) => settingsSchema);

/** Address and ticks. `earlier` is the outcome of the code step, which this form has replaced. */
export function SettingsForm({ username, shown, proof, actions, texts, errorTexts, earlier }: Props) {
  const { form, field, state, outcome, pending, waiting } = useServerForm({
    name: "settings",
    action: actions.submit,
    initialState: {},
    loadSchema,
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
      <Ticks {...{ username, shown, words }} values={state.values} />
      <ProofField proof={proof} server={{ field, state }} username={username} texts={texts.proof} />
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

type TicksProps = Pick<Props, "username" | "shown"> & { words: Words; values: FormState["values"] };

function Ticks({ username, shown, words, values }: TicksProps) {
  const ticked = (name: "emailLoginVerification" | "securityMails") => (values ? values[name] === "on" : shown[name]);
  return (
    <>
      <Checkbox
        name="emailLoginVerification"
        label={words.emailLoginVerification}
        hint={verificationHint(shown, words)}
        warning={shown.mailKept && !shown.twoFactor && <KeptWarning username={username} text={words.keptWarning} />}
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

function verificationHint({ twoFactor, mailKept }: SettingsShown, words: Words): string {
  if (twoFactor) return words.emailLoginVerificationUnused;
  return mailKept ? words.emailLoginVerificationHintKept : words.emailLoginVerificationHint;
}

/** Evaluators may well want it, as they read the outbox; nobody is to find out about it at the next sign-in. */
function KeptWarning({ username, text }: { username: string; text: string }) {
  return (
    <>
      <span>{text}</span>
      <WayOut username={username} />
    </>
  );
}
