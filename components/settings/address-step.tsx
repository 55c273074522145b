import { SendAgain } from "@/components/email-code/send-again";
import { FormIdentity } from "@/components/forms/form-page";
import { Button } from "@/components/ui/button";
import { CodeField } from "@/components/ui/code-field";
import { FormError } from "@/components/ui/form-error";
import { Notice } from "@/components/ui/notice";
import { SubmitButton } from "@/components/ui/submit-button";
import type { useServerForm } from "@/components/ui/use-server-form";
import type { FormState } from "@/lib/http/form-state";
import type { Messages } from "@/lib/i18n/messages";
import type { AddressShown, FormAction } from "./types";

type Props = {
  address: AddressShown;
  step: ReturnType<typeof useServerForm<FormState>>;
  sendAgain: FormAction;
  giveUp: (data: FormData) => Promise<void>;
  texts: Messages["settings"]["address"] & { sendAgain: Messages["sendAgain"] };
};

/** The code that proves a new address. Nothing has changed while this is shown, and it says so. */
export function AddressStep({ address, step: { form, field, state, outcome, pending }, sendAgain, giveUp, texts }: Props) {
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
      <SendAgain action={sendAgain} wait={address.wait} texts={texts.sendAgain} />
      <form action={giveUp}>
        <FormIdentity />
        <Button type="submit" look="quiet" className="w-full">
          {texts.giveUp}
        </Button>
      </form>
    </div>
  );
}
