"use client";

import { ProofField } from "@/components/proof/proof-field";
import { Button } from "@/components/ui/button";
import { useServerForm } from "@/components/ui/use-server-form";
import type { FieldErrorTexts } from "@/lib/i18n/error-text";
import type { Messages } from "@/lib/i18n/messages";
import type { ProofView } from "@/lib/web/form-state";
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

const loadSchema = () => import("@/lib/reverification/schema").then(({ proofSchema }) => proofSchema);

/** One form: the proof above serves whichever button is pressed. */
export function DevicesForm({ username, devices, proof, action, texts, errorTexts }: Props) {
  const { form, field, state, pending } = useServerForm({ action, initialState: {}, loadSchema, errorTexts });
  const words = texts.devices;
  const others = devices.some(({ current }) => !current);
  return (
    <form {...form} className="grid gap-5" aria-busy={pending}>
      {/* Enter in the field presses the first button of a form: this one does nothing, so that nobody is signed out by chance. */}
      <button type="submit" disabled hidden />
      {others && <ProofField proof={proof} field={field("proof")} notice={state.proofNotice} username={username} texts={texts.proof} />}
      <div className="flex flex-wrap items-center gap-4">
        {others ? (
          <Button type="submit" look="danger" name="device" value="others" aria-disabled={pending}>
            {words.everywhere}
          </Button>
        ) : (
          <p className="text-quiet">{words.alone}</p>
        )}
        <p role="status" className="font-medium text-accent-strong">
          {pending ? words.pending : state.notice}
        </p>
      </div>
      <ul className="grid gap-4">
        {devices.map((device) => (
          <DeviceItem key={device.id} device={device} pending={pending} texts={words} />
        ))}
      </ul>
    </form>
  );
}
