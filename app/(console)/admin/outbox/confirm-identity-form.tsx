"use client";

import { FormIdentity } from "@/components/forms/form-page";
import { SubmitButton } from "@/components/forms/submit-button";
import { useServerForm } from "@/components/forms/use-server-form";
import { ReverificationField } from "@/components/reverification/reverification-field";
import { FormError } from "@/components/ui/notice";
import type { FormState, ProofView } from "@/lib/http/form-state";
import type { FieldErrorTexts } from "@/lib/i18n/error-text";
import type { Messages } from "@/lib/i18n/messages";
import { confirmIdentity } from "./actions";

type Props = {
  /** Where the page goes on: the list's page and the email that is open. */
  query: { page: string; mail: string | undefined };
  proof: ProofView;
  username: string;
  texts: Messages["outbox"]["confirm"];
  proofTexts: Messages["proof"];
  errorTexts: FieldErrorTexts;
};

const initialState: FormState = {};
const loadSchema = () => import("@/lib/features/reverification/schema").then(({ proofSchema }) => proofSchema);

/** Reverification of the administrator who wants to read emails. */
export function ConfirmIdentityForm({ query, proof, username, texts, proofTexts, errorTexts }: Props) {
  const { form, field, state, outcome, pending, waiting } = useServerForm({
    name: "outbox",
    action: confirmIdentity,
    initialState,
    loadSchema,
    errorTexts,
  });
  return (
    <form {...form} className="grid gap-5 rounded-card border border-line bg-surface p-5 shadow-card sm:p-6">
      <FormIdentity />
      <FormError text={state.formError} outcome={outcome} />
      <p>{texts.lead}</p>
      <input type="hidden" name="page" value={query.page} />
      {query.mail && <input type="hidden" name="mail" value={query.mail} />}
      <ReverificationField proof={proof} server={{ field, state }} username={username} texts={proofTexts} />
      <div>
        <SubmitButton pending={pending} waiting={waiting} pendingText={texts.pending}>
          {texts.submit}
        </SubmitButton>
      </div>
    </form>
  );
}
