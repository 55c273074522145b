"use client";

import type { ReactNode } from "react";
import { StepHeading } from "@/components/two-factor/step-heading";
import type { Messages } from "@/lib/i18n/messages";
import { useActionFrame } from "./action-frame";

type Props = { uses: ReactNode[]; left: string; texts: Messages["security"] };

/**
 * How many are left and when each was used. Without numbers: the codes themselves cannot be shown again, and no order here
 * would be that of the sheet on which they were kept.
 */
export function BackupCodesList({ uses, left, texts }: Props) {
  const frame = useActionFrame({ href: "/settings/security", text: texts.back });
  return (
    <>
      <StepHeading frame={frame}>{texts.backupCodes.heading}</StepHeading>
      <p className="mt-3 font-medium">{left}</p>
      <p className="mt-1 mb-4 text-quiet">{texts.backupCodes.viewLead}</p>
      <ul className="divide-y divide-line border-y border-line">
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
