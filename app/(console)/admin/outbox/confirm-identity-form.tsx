"use client";

import { FormError, FormIdentity, SubmitButton } from "@/components/forms/form";
import { loadReverificationSchema, ReverificationField, type ReverifiedFormProps } from "@/components/forms/reverification-field";
import { useServerForm } from "@/components/forms/use-server-form";
import type { Messages } from "@/lib/i18n/messages";
import { confirmIdentity } from "./actions";

type Props = ReverifiedFormProps & {
  /** The list that is shown and the open email, for the redirect after reverification. */
  query: Record<string, string | undefined>;
  texts: Messages["outbox"]["confirm"];
};

/** Reverification of the administrator who wants to read emails. */
export function ConfirmIdentityForm({ query, texts, errorTexts, ...rest }: Props) {
  const { form, field, state, outcome, pending, waiting } = useServerForm({
    name: "outbox",
    action: confirmIdentity,
    loadSchema: loadReverificationSchema,
    errorTexts,
  });
  return (
    <form {...form} className="grid max-w-xl gap-5 rounded-card border border-divider bg-surface p-5 shadow-card sm:p-6">
      <FormIdentity />
      <FormError text={state.formError} outcome={outcome} />
      <p>{texts.description}</p>
      {Object.entries(query).map(([name, value]) => value && <input key={name} type="hidden" name={name} value={value} />)}
      <ReverificationField {...rest} server={{ field, state }} />
      <div>
        <SubmitButton pending={pending} waiting={waiting} pendingText={texts.pending}>
          {texts.submit}
        </SubmitButton>
      </div>
    </form>
  );
}
