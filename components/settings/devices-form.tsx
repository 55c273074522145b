"use client";

import { type ReactNode, useState } from "react";
import { Announcement, FormError, FormIdentity } from "@/components/forms/form";
import { loadReverificationSchema, ReverificationField, type ReverifiedFormProps } from "@/components/forms/reverification-field";
import { type FormAction, useServerForm } from "@/components/forms/use-server-form";
import { Button } from "@/components/ui/button";
import { focusHeading, focusHeadingAround, useFocusOnRemove } from "@/components/ui/focus";
import { InlineFacts } from "@/components/ui/inline-facts";
import { Tag } from "@/components/ui/tag";
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
  const rows = useSeenDevices(devices);
  const busy = pending || waiting;
  const requested = state.values?.device ?? state.values?.requested;
  const isInSight = requested === "others" || rows.some(({ id, ended }) => id === requested && !ended);
  const error = <FormError text={state.formError} outcome={outcome} />;
  const confirmationAt = (place: string) =>
    place === requested && (
      <Confirmation place={place}>
        {error}
        <ReverificationField {...rest} server={{ field, state }} />
      </Confirmation>
    );
  return (
    <form {...form} className="grid gap-4" aria-busy={pending}>
      <FormIdentity />
      {/* Enter in a field presses the first button of its form. */}
      {requested && <button type="submit" name="device" value={requested} hidden />}
      <div className="grid gap-3">
        {confirmationAt("others")}
        <div className="flex flex-wrap items-center gap-x-4">
          {devices.some(({ current }) => !current) ? (
            <SignOutOthersButton busy={busy} confirming={requested === "others"} text={texts.everywhere} />
          ) : (
            <p className="inline-flex min-h-11 items-center text-muted-foreground">{texts.alone}</p>
          )}
          {/* Its room is kept free, so that the outcome moves no row under the pointer. */}
          <Announcement
            outcome={pending ? "pending" : outcome}
            text={pending ? texts.pending : state.notice}
            className="min-h-12 flex-1 basis-64 content-center text-sm font-medium text-accent-strong"
          />
        </div>
        {!isInSight && error}
      </div>
      <ul className="divide-y divide-divider rounded-card border border-divider bg-surface px-4 shadow-card sm:px-5">
        {rows.map((device) => (
          <DeviceRow key={device.id} {...{ device, busy, texts }} confirmation={confirmationAt(device.id)} />
        ))}
      </ul>
    </form>
  );
}

/** The text of a session. */
type DeviceView = { id: string; current: boolean; icon: ReactNode; name: string; facts: ReactNode[] };

/** `ended`: signed out since the page was opened. */
type SeenDevice = DeviceView & { ended: boolean };

/** Keeps devices in their place that have ended since the page was opened, so that nothing slides under the pointer; new ones come last. */
function useSeenDevices(devices: DeviceView[]): SeenDevice[] {
  const [seen, setSeen] = useState({ devices, rows: devices.map((device) => ({ ...device, ended: false })) });
  if (seen.devices === devices) return seen.rows;
  const live = new Map(devices.map((device) => [device.id, device]));
  const kept = seen.rows.map((row) => ({ ...row, ...live.get(row.id), ended: !live.has(row.id) }));
  const known = new Set(kept.map(({ id }) => id));
  const added = devices.filter(({ id }) => !known.has(id)).map((device) => ({ ...device, ended: false }));
  const next = { devices, rows: [...kept, ...added] };
  setSeen(next);
  return next.rows;
}

function SignOutOthersButton({ busy, confirming, text }: { busy: boolean; confirming: boolean; text: string }) {
  return (
    <span ref={useFocusOnRemove<HTMLSpanElement>(focusHeadingAround)}>
      <Button type="submit" variant={confirming ? "danger" : "plain"} name="device" value="others" aria-disabled={busy}>
        {text}
      </Button>
    </span>
  );
}

/** The field `requested` keeps the device in the form when a code is sent first. */
function Confirmation({ place, children }: { place: string; children: ReactNode }) {
  return (
    <div ref={useFocusOnRemove<HTMLDivElement>(focusButton)} className="grid w-full gap-4">
      <input type="hidden" name="requested" value={place} />
      {children}
    </div>
  );
}

function focusButton(gone: Element): void {
  const button = gone.parentElement?.querySelector<HTMLElement>("button[name=device]");
  if (button) button.focus();
  else focusHeading(gone.closest("li, main, dialog"));
}

/** `confirmation`: what is asked for before this device is signed out, if it was pressed. */
type DeviceRowProps = { device: SeenDevice; confirmation: ReactNode; busy: boolean; texts: Messages["devices"] };

function DeviceRow({ device, confirmation, busy, texts }: DeviceRowProps) {
  const headingId = `device-${device.id}`;
  return (
    <li aria-labelledby={headingId} className="grid gap-3 py-3">
      <div className="flex flex-wrap items-center justify-end gap-x-4 gap-y-1">
        <div className="flex min-w-0 flex-1 basis-60 items-center gap-3">
          {device.icon}
          <div className="min-w-0 leading-snug">
            <div className="flex flex-wrap items-center gap-x-3">
              <h2 id={headingId} tabIndex={-1} className="font-semibold">
                {device.name}
              </h2>
              {device.current && <Tag variant="calm">{texts.current}</Tag>}
            </div>
            <InlineFacts facts={device.facts} />
          </div>
        </div>
        {device.ended ? (
          <p className="inline-flex min-h-11 items-center">
            <Tag variant="quiet">{texts.ended}</Tag>
          </p>
        ) : (
          <SignOutButton {...{ device, busy, texts, headingId }} confirming={Boolean(confirmation)} />
        )}
      </div>
      {!device.ended && confirmation}
    </li>
  );
}

type SignOutButtonProps = Pick<DeviceRowProps, "device" | "busy" | "texts"> & { headingId: string; confirming: boolean };

function SignOutButton({ device: { id, current }, busy, texts, headingId, confirming }: SignOutButtonProps) {
  return (
    <span ref={useFocusOnRemove<HTMLSpanElement>(focusRow)}>
      <Button
        type="submit"
        variant={confirming ? "danger" : "plain"}
        name="device"
        value={id}
        aria-describedby={headingId}
        aria-disabled={busy && !current}
        formNoValidate={current}
      >
        {texts.signOut}
      </Button>
    </span>
  );
}

/** Not to the next device, which would be signed out by accident. */
function focusRow(gone: Element): void {
  focusHeading(gone.closest("li"));
}
