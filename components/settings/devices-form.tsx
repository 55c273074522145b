"use client";

import type { ReactNode } from "react";
import { Announcement, FormError, FormIdentity } from "@/components/forms/form";
import { loadReverificationSchema, ReverificationField, type ReverifiedFormProps } from "@/components/forms/reverification-field";
import { type FormAction, useServerForm } from "@/components/forms/use-server-form";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { type Description, DescriptionList } from "@/components/ui/card";
import { focusHeadingAround, useFocusOnRemove } from "@/components/ui/focus";
import type { Messages } from "@/lib/i18n/messages";

type DevicesFormProps = ReverifiedFormProps & { devices: DeviceView[]; action: FormAction; texts: Messages["devices"] };

/** One form. Reverification is requested at the device or button that was pressed; Enter there presses it again. */
export function DevicesForm({ devices, action, texts, errorTexts, ...rest }: DevicesFormProps) {
  const { form, field, state, outcome, pending, waiting } = useServerForm({
    name: "devices",
    action,
    loadSchema: loadReverificationSchema,
    errorTexts,
  });
  const requested = state.values?.device ?? state.values?.requested;
  const reverificationAt = (place: string) =>
    place === requested && (
      <RequestedReverification place={place}>
        <ReverificationField {...rest} server={{ field, state }} />
      </RequestedReverification>
    );
  return (
    <form {...form} className="grid gap-5" aria-busy={pending}>
      <FormIdentity />
      {/* Enter in a field presses the first button of its form. */}
      {requested && <button type="submit" name="device" value={requested} hidden />}
      <div className="grid justify-items-start gap-4">
        {reverificationAt("others")}
        <div className="flex flex-wrap items-center gap-4">
          {devices.some(({ current }) => !current) ? (
            <SignOutOthersButton busy={pending || waiting} text={texts.everywhere} />
          ) : (
            <p className="text-muted-foreground">{texts.alone}</p>
          )}
          <Announcement
            outcome={pending ? "pending" : outcome}
            text={pending ? texts.pending : state.notice}
            className="font-medium text-accent-strong"
          />
        </div>
        <FormError text={state.formError} outcome={outcome} />
      </div>
      <ul className="grid gap-4">
        {devices.map((device) => (
          <DeviceItem
            key={device.id}
            device={device}
            reverification={reverificationAt(device.id)}
            busy={pending || waiting}
            texts={texts}
          />
        ))}
      </ul>
    </form>
  );
}

function SignOutOthersButton({ busy, text }: { busy: boolean; text: string }) {
  return (
    <span ref={useFocusOnRemove<HTMLSpanElement>(focusHeadingAround)}>
      <Button type="submit" variant="danger" name="device" value="others" aria-disabled={busy}>
        {text}
      </Button>
    </span>
  );
}

/** The field `requested` keeps the device in the form when a code is sent first. */
function RequestedReverification({ place, children }: { place: string; children: ReactNode }) {
  return (
    <div ref={useFocusOnRemove<HTMLDivElement>(focusButton)} className="w-full">
      <input type="hidden" name="requested" value={place} />
      {children}
    </div>
  );
}

function focusButton(gone: Element): void {
  const button = gone.parentElement?.querySelector<HTMLElement>("button[name=device]");
  if (button) button.focus();
  else focusHeadingAround(gone);
}

/** The text of a session. */
type DeviceView = { id: string; current: boolean; name: string; items: Description[] };

/** `reverification`: the reverification field, if requested for this device. */
type DeviceItemProps = { device: DeviceView; reverification: ReactNode; busy: boolean; texts: Messages["devices"] };

function DeviceItem({ device, reverification, busy, texts }: DeviceItemProps) {
  const headingId = `device-${device.id}`;
  return (
    <li
      ref={useFocusOnRemove<HTMLLIElement>(focusNext)}
      aria-labelledby={headingId}
      className="rounded-card border border-divider bg-surface p-5 shadow-card"
    >
      <div className="mb-2 flex flex-wrap items-center justify-between gap-3">
        <h2 id={headingId} className="min-w-0 text-lg font-semibold tracking-tight">
          {device.name}
        </h2>
        {device.current && <Badge>{texts.current}</Badge>}
      </div>
      <DescriptionList items={device.items} />
      <div className="mt-4 grid justify-items-start gap-4">
        {reverification}
        <Button
          type="submit"
          variant="plain"
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

/** Not to the device before it: that may be the current one, whose sign-out must not be focused by accident. */
function focusNext(gone: Element): void {
  const button = gone.nextElementSibling?.querySelector<HTMLElement>("button[name=device]");
  if (button) button.focus();
  else focusHeadingAround(gone);
}
