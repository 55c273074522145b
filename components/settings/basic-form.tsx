"use client";

import { useRef } from "react";
import { useServerForm } from "@/components/ui/use-server-form";
import type { ProofView } from "@/lib/http/form-state";
import type { FieldErrorTexts } from "@/lib/i18n/error-text";
import type { Messages } from "@/lib/i18n/messages";
import { AddressStep } from "./address-step";
import { SettingsForm } from "./settings-form";
import type { AddressShown, FormAction, SettingsShown } from "./types";
import { useSwapFocus } from "./use-swap-focus";

export type BasicFormProps = {
  username: string;
  shown: SettingsShown;
  /** Set while a new address waits for its code: the step stands where the form was. */
  address: AddressShown | null;
  proof: ProofView;
  actions: { submit: FormAction; confirm: FormAction; sendAgain: FormAction; giveUp: (data: FormData) => Promise<void> };
  texts: { settings: Messages["settings"]; proof: Messages["proof"]; sendAgain: Messages["sendAgain"] };
  errorTexts: FieldErrorTexts;
};

const loadSchema = () => import("@/lib/features/email-codes/schema").then(({ confirmAddressSchema }) => confirmAddressSchema);

/** Holds the outcome of the code step beyond the step itself, to tell of it where the form is again. */
export function BasicForm(props: BasicFormProps) {
  const { address, actions, texts, errorTexts } = props;
  const step = useServerForm({ name: "address", action: actions.confirm, initialState: {}, loadSchema, errorTexts });
  const place = useRef<HTMLDivElement>(null);
  useSwapFocus(place, address ? "address" : "settings");
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
