"use client";

import { type ReactNode, useEffect, useRef } from "react";
import { FormDone, StepHeading, useFormFrame } from "@/components/forms/form-frame";
import { useServerForm } from "@/components/forms/use-server-form";
import { ReverificationForm } from "@/components/reverification/reverification-form";
import { BackupCodes, type BackupCodesFile } from "@/components/two-factor/backup-codes";
import { useFocusOnSwap } from "@/components/ui/focus";
import type { Messages } from "@/lib/i18n/messages";
import type { ReplaceState, SecurityFormProps } from "./types";

type BackupCodesListProps = { uses: ReactNode[]; left: string; texts: Messages["security"] };

/**
 * How many are left and when each was used. Without numbers: the codes cannot be shown again, and no order here
 * would match that of the saved list.
 */
export function BackupCodesList({ uses, left, texts }: BackupCodesListProps) {
  const frame = useFormFrame({ href: "/settings/security", text: texts.back });
  return (
    <>
      <StepHeading frame={frame}>{texts.backupCodes.heading}</StepHeading>
      <p className="mt-3 font-medium">{left}</p>
      <p className="mt-1 mb-4 text-muted-foreground">{texts.backupCodes.viewDescription}</p>
      <ul className="divide-y divide-divider border-y border-divider">
        {uses.map((use, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the unused ones are all alike
          <li key={index} className="py-2.5 font-medium">
            {use}
          </li>
        ))}
      </ul>
      <div className="mt-5 flex justify-end">{frame.cancel}</div>
    </>
  );
}

type ReplaceCodesFormProps = Omit<SecurityFormProps, "action"> & {
  action: (state: ReplaceState, data: FormData) => Promise<ReplaceState>;
  close: (data: FormData) => Promise<void>;
  file: BackupCodesFile;
  codesTexts: Messages["enrolment"]["codes"];
};

const loadReplaceSchema = () => import("@/lib/features/reverification/schema").then(({ reverificationSchema }) => reverificationSchema);

/** New codes in the view of the enrolment. While they are shown only `Done` closes the dialog. */
export function ReplaceCodesForm({ action, close, file, codesTexts, errorTexts, ...rest }: ReplaceCodesFormProps) {
  const { security } = rest.texts;
  const messages = security.backupCodes;
  const frame = useFormFrame({ href: "/settings/security", text: security.back });
  const server = useServerForm<ReplaceState>({ name: "backup-codes", action, initialState: {}, loadSchema: loadReplaceSchema, errorTexts });
  const { issued } = server.state;
  const { lock } = frame;
  useEffect(() => {
    if (issued) lock?.();
  }, [issued, lock]);
  if (issued) {
    const texts = { ...codesTexts, success: messages.success };
    return <BackupCodes onDone={frame.close} {...{ issued, frame, close, file, texts }} />;
  }
  const submit = { text: messages.submit, pending: security.pending, variant: "accent" } as const;
  return (
    <ReverificationForm {...rest} {...{ frame, server, submit }} heading={messages.replace}>
      <p>{messages.replaceDescription}</p>
    </ReverificationForm>
  );
}

const loadDisableSchema = () => import("@/lib/features/reverification/schema").then(({ reverificationSchema }) => reverificationSchema);

/** `off`: 2FA is off already, here or by another device. */
export function DisableForm({ action, errorTexts, consequence, off, ...rest }: SecurityFormProps & { consequence: string; off: boolean }) {
  const { security } = rest.texts;
  const messages = security.disable;
  const frame = useFormFrame({ href: "/settings/security", text: security.back });
  const server = useServerForm({ name: "disable", action, initialState: {}, loadSchema: loadDisableSchema, errorTexts });
  const place = useRef<HTMLDivElement>(null);
  const isOff = off || Boolean(server.state.notice);
  useFocusOnSwap(place, isOff ? "outcome" : "form");
  const submit = { text: messages.submit, pending: messages.pending, variant: "danger" } as const;
  return (
    <div ref={place}>
      {isOff ? (
        <>
          <StepHeading frame={frame}>{security.twoFactor.heading}</StepHeading>
          <FormDone frame={frame} text={messages.done} closeText={security.close} />
        </>
      ) : (
        <ReverificationForm {...rest} {...{ frame, server, submit }} heading={messages.heading}>
          <p>{consequence}</p>
        </ReverificationForm>
      )}
    </div>
  );
}
