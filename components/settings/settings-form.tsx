"use client";

import { ProofField } from "@/components/proof/proof-field";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { SubmitButton } from "@/components/ui/submit-button";
import { useServerForm } from "@/components/ui/use-server-form";
import type { FormState } from "@/lib/web/form-state";
import type { BasicFormProps } from "./basic-form";

type Props = Pick<BasicFormProps, "username" | "shown" | "proof" | "actions" | "texts" | "errorTexts"> & { outcome: FormState };

const loadSchema = () => import("@/lib/account/schema").then(({ settingsSchema }) => settingsSchema);

/** Address and ticks. `outcome` is that of the code step, which this form has replaced. */
export function SettingsForm({ username, shown, proof, actions, texts, errorTexts, outcome }: Props) {
  const { form, field, state, pending } = useServerForm({ action: actions.submit, initialState: {}, loadSchema, errorTexts });
  const words = texts.settings.account;
  const { values } = state;
  const ticked = (name: "emailLoginVerification" | "securityMails") => (values ? values[name] === "on" : shown[name]);
  const notice = state.notice ?? outcome.notice;
  return (
    <form {...form} className="grid gap-5">
      <Field
        {...field("email")}
        defaultValue={values?.email ?? shown.email}
        label={words.email}
        hint={words.emailHint}
        inputMode="email"
        autoComplete="email"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
      />
      <Checkbox
        name="emailLoginVerification"
        label={words.emailLoginVerification}
        hint={shown.twoFactor ? words.emailLoginVerificationUnused : words.emailLoginVerificationHint}
        disabled={shown.twoFactor}
        defaultChecked={shown.twoFactor ? shown.emailLoginVerification : ticked("emailLoginVerification")}
      />
      <Checkbox name="securityMails" label={words.securityMails} hint={words.securityMailsHint} defaultChecked={ticked("securityMails")} />
      <ProofField proof={proof} field={field("proof")} notice={state.proofNotice} username={username} texts={texts.proof} />
      {outcome.formError && !state.notice && (
        <Notice look="danger" role="alert">
          {outcome.formError}
        </Notice>
      )}
      <div className="flex flex-wrap items-center gap-4">
        <SubmitButton pending={pending} pendingText={words.pending}>
          {words.submit}
        </SubmitButton>
        <p role="status" className="font-medium text-accent-strong">
          {!pending && !state.fieldErrors && notice}
        </p>
      </div>
    </form>
  );
}
