"use client";

import { StepHeading } from "@/components/two-factor/step-heading";
import { Facts } from "@/components/ui/facts";
import type { Messages } from "@/lib/i18n/messages";
import { useActionFrame } from "./action-frame";

type Props = { uses: [name: string, use: string][]; left: string; texts: Messages["security"] };

/** How many are left and when each was used; the codes themselves cannot be shown again. */
export function BackupCodesList({ uses, left, texts }: Props) {
  const frame = useActionFrame({ href: "/settings/security", text: texts.back });
  return (
    <>
      <StepHeading frame={frame}>{texts.backupCodes.heading}</StepHeading>
      <p className="mt-3 font-medium">{left}</p>
      <p className="mt-1 mb-4 text-quiet">{texts.backupCodes.viewLead}</p>
      <Facts facts={uses} />
      <div className="mt-5 flex justify-end">{frame.cancel}</div>
    </>
  );
}
