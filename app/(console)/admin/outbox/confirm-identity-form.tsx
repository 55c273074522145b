"use client";

import { FormError, FormIdentity, SubmitButton } from "@/components/forms/form";
import { loadReverificationSchema, ReverificationField } from "@/components/forms/reverification-field";
import { useServerForm } from "@/components/forms/use-server-form";
import type { ReverificationView } from "@/lib/http/form-state";
import type { FieldErrorTexts } from "@/lib/i18n/error-text";
import type { Messages } from "@/lib/i18n/messages";
import { confirmIdentity } from "./actions";

type Props = {
  /** The list's page and the open email, for the redirect after reverification. */
  query: { page: string; mail: string | undefined };
  reverification: ReverificationView;
  username: string;
  texts: Messages["outbox"]["confirm"];
  reverificationTexts: Messages["reverification"];
  errorTexts: FieldErrorTexts;
};

/** Reverification of the administrator who wants to read emails. */
export function ConfirmIdentityForm({ query, reverification, username, texts, reverificationTexts, errorTexts }: Props) {
  const { form, field, state, outcome, pending, waiting } = useServerForm({
    name: "outbox",
    action: confirmIdentity,
    loadSchema: loadReverificationSchema,
    errorTexts,
  });
  return (
    <form {...form} className="grid gap-5 rounded-card border border-divider bg-surface p-5 shadow-card sm:p-6">
      <FormIdentity />
      <FormError text={state.formError} outcome={outcome} />
      <p>{texts.description}</p>
      <input type="hidden" name="page" value={query.page} />
      {query.mail && <input type="hidden" name="mail" value={query.mail} />}
      <ReverificationField reverification={reverification} server={{ field, state }} username={username} texts={reverificationTexts} />
      <div>
        <SubmitButton pending={pending} waiting={waiting} pendingText={texts.pending}>
          {texts.submit}
        </SubmitButton>
      </div>
    </form>
  );
}
