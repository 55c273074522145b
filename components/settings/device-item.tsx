import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { type Fact, Facts } from "@/components/ui/facts";
import { focusHeadingAround } from "@/components/ui/focus-heading";
import { usePassFocus } from "@/components/ui/use-pass-focus";
import type { Messages } from "@/lib/i18n/messages";

/** A session in words. */
export type DeviceShown = { id: string; current: boolean; name: string; facts: Fact[] };

/** `proof`: the field for it, where it is asked for to sign out this very device. */
type Props = { device: DeviceShown; proof: ReactNode; busy: boolean; texts: Messages["devices"] };

export function DeviceItem({ device, proof, busy, texts }: Props) {
  const headingId = `device-${device.id}`;
  return (
    <li
      ref={usePassFocus<HTMLLIElement>(focusNext)}
      aria-labelledby={headingId}
      className="rounded-card border border-line bg-surface p-5 shadow-card"
    >
      <div className="mb-2 flex flex-wrap items-center justify-between gap-3">
        <h2 id={headingId} className="min-w-0 text-lg font-semibold tracking-tight">
          {device.name}
        </h2>
        {device.current && <Badge>{texts.current}</Badge>}
      </div>
      <Facts facts={device.facts} />
      <div className="mt-4 grid justify-items-start gap-4">
        {proof}
        <Button
          type="submit"
          look="plain"
          name="device"
          value={device.id}
          aria-describedby={headingId}
          aria-disabled={busy && !device.current}
          formNoValidate={device.current}
        >
          {texts.signOut}
        </Button>
      </div>
    </li>
  );
}

/** Not to the device before it: that may be this one, and its button is no place to come to unasked. */
function focusNext(gone: Element): void {
  const button = gone.nextElementSibling?.querySelector<HTMLElement>("button[name=device]");
  if (button) button.focus();
  else focusHeadingAround(gone);
}
