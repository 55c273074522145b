"use client";

import { useEffect } from "react";
import { BackupCodes } from "@/components/two-factor/backup-codes";
import type { BackupCodesFile } from "@/components/two-factor/backup-codes-file";
import { useServerForm } from "@/components/ui/use-server-form";
import type { Messages } from "@/lib/i18n/messages";
import { useActionFrame } from "./action-frame";
import { ProvenForm } from "./proven-form";
import type { ReplaceState, SecurityFormProps } from "./types";

type Props = Omit<SecurityFormProps, "action"> & {
  action: (state: ReplaceState, data: FormData) => Promise<ReplaceState>;
  leave: (data: FormData) => Promise<void>;
  file: BackupCodesFile;
  codesTexts: Messages["enrolment"]["codes"];
};

const loadSchema = () => import("@/lib/features/reverification/schema").then(({ proofSchema }) => proofSchema);

/** New codes in the view of the enrolment. Once they are in sight nothing but `Done` closes the dialog. */
export function ReplaceCodesForm({ action, leave, file, codesTexts, errorTexts, ...rest }: Props) {
  const { security } = rest.texts;
  const words = security.backupCodes;
  const frame = useActionFrame({ href: "/settings/security", text: security.back });
  const server = useServerForm<ReplaceState>({ name: "backup-codes", action, initialState: {}, loadSchema, errorTexts });
  const { issued } = server.state;
  const { lock } = frame;
  useEffect(() => {
    if (issued) lock?.();
  }, [issued, lock]);
  if (issued) {
    const texts = { ...codesTexts, success: words.success };
    return <BackupCodes onDone={frame.close} {...{ issued, frame, leave, file, texts }} />;
  }
  const submit = { text: words.submit, pending: security.pending, look: "accent" } as const;
  return (
    <ProvenForm {...rest} {...{ frame, server, submit }} heading={words.replace}>
      <p>{words.replaceLead}</p>
    </ProvenForm>
  );
}
