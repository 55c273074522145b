import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Facts } from "@/components/ui/facts";
import type { Messages } from "@/lib/i18n/messages";

/** A session in words. */
export type DeviceShown = { id: string; current: boolean; name: string; facts: [name: string, value: string][] };

export function DeviceItem({ device, pending, texts }: { device: DeviceShown; pending: boolean; texts: Messages["devices"] }) {
  const headingId = `device-${device.id}`;
  return (
    <li aria-labelledby={headingId} className="rounded-card border border-line bg-surface p-5 shadow-card">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-3">
        <h2 id={headingId} className="text-lg font-semibold tracking-tight">
          {device.name}
        </h2>
        {device.current && <Badge>{texts.current}</Badge>}
      </div>
      <Facts facts={device.facts} />
      <div className="mt-4">
        <Button type="submit" look="plain" name="device" value={device.id} aria-describedby={headingId} aria-disabled={pending}>
          {texts.signOut}
        </Button>
      </div>
    </li>
  );
}
