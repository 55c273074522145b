"use client";

import type { ReactNode } from "react";
import { FormIdentity } from "@/components/forms/form-page";
import { ProofField } from "@/components/proof/proof-field";
import { Announcement } from "@/components/ui/announcement";
import { Button } from "@/components/ui/button";
import { focusHeadingAround } from "@/components/ui/focus-heading";
import { FormError } from "@/components/ui/form-error";
import { usePassFocus } from "@/components/ui/use-pass-focus";
import { useServerForm } from "@/components/ui/use-server-form";
import type { ProofView } from "@/lib/http/form-state";
import type { FieldErrorTexts } from "@/lib/i18n/error-text";
import type { Messages } from "@/lib/i18n/messages";
import { DeviceItem, type DeviceShown } from "./device-item";
import type { FormAction } from "./types";

type Props = {
  username: string;
  devices: DeviceShown[];
  proof: ProofView;
  action: FormAction;
  texts: { devices: Messages["devices"]; proof: Messages["proof"] };
  errorTexts: FieldErrorTexts;
};

const loadSchema = () => import("@/lib/features/reverification/schema").then(({ proofSchema }) => proofSchema);

/** One form; the proof is asked for at the device, or at the button, that was pressed, and Enter there presses it again. */
export function DevicesForm({ username, devices, proof, action, texts, errorTexts }: Props) {
  const { form, field, state, outcome, pending, waiting } = useServerForm({
    name: "devices",
    action,
    initialState: {},
    loadSchema,
    errorTexts,
  });
  const words = texts.devices;
  const asked = state.values?.device ?? state.values?.asked;
  const proofAt = (place: string) =>
    place === asked && (
      <AskedProof place={place}>
        <ProofField proof={proof} server={{ field, state }} username={username} texts={texts.proof} />
      </AskedProof>
    );
  return (
    <form {...form} className="grid gap-5" aria-busy={pending}>
      <FormIdentity />
      {/* Enter in a field presses the first button of its form. */}
      {asked && <button type="submit" name="device" value={asked} hidden />}
      <div className="grid justify-items-start gap-4">
        {proofAt("others")}
        <div className="flex flex-wrap items-center gap-4">
          {devices.some(({ current }) => !current) ? (
            <EverywhereElse busy={pending || waiting} text={words.everywhere} />
          ) : (
            <p className="text-quiet">{words.alone}</p>
          )}
          <Announcement
            outcome={pending ? "pending" : outcome}
            text={pending ? words.pending : state.notice}
            className="font-medium text-accent-strong"
          />
        </div>
        <FormError text={state.formError} outcome={outcome} />
      </div>
      <ul className="grid gap-4">
        {devices.map((device) => (
          <DeviceItem key={device.id} device={device} proof={proofAt(device.id)} busy={pending || waiting} texts={words} />
        ))}
      </ul>
    </form>
  );
}

function EverywhereElse({ busy, text }: { busy: boolean; text: string }) {
  return (
    <span ref={usePassFocus<HTMLSpanElement>(focusHeadingAround)}>
      <Button type="submit" look="danger" name="device" value="others" aria-disabled={busy}>
        {text}
      </Button>
    </span>
  );
}

/** `asked` says for what it is where a code is sent for first. */
function AskedProof({ place, children }: { place: string; children: ReactNode }) {
  return (
    <div ref={usePassFocus<HTMLDivElement>(focusButton)} className="w-full">
      <input type="hidden" name="asked" value={place} />
      {children}
    </div>
  );
}

function focusButton(gone: Element): void {
  const button = gone.parentElement?.querySelector<HTMLElement>("button[name=device]");
  if (button) button.focus();
  else focusHeadingAround(gone);
}
