"use client";

import { type FormEvent, useRef } from "react";
import { FormIdentity } from "@/components/forms/form-page";
import { Button } from "@/components/ui/button";
import type { Messages } from "@/lib/i18n/messages";
import { BackupCodeKeeping } from "./backup-code-keeping";
import type { BackupCodesFile } from "./backup-codes-file";
import { type Frame, StepHeading } from "./step-heading";

type Props = {
  codes: string[];
  frame: Frame;
  /** What else has happened with them, to be known at the same time. */
  alsoDone?: string;
  leave: (data: FormData) => Promise<void>;
  onDone?: () => void;
  file: BackupCodesFile;
  texts: Messages["enrolment"]["codes"];
};

/** The one time that the codes are seen; nothing but `Done` leads on, beside a reminder. */
export function BackupCodes({ codes, alsoDone, frame, leave, onDone, file, texts }: Props) {
  const list = useRef<HTMLOListElement>(null);

  function finish(event: FormEvent) {
    if (!onDone) return;
    event.preventDefault();
    onDone();
  }

  return (
    <div data-unsaved>
      <StepHeading frame={frame} takeFocus>
        {texts.heading}
      </StepHeading>
      <p className="mt-2 text-quiet">
        <strong className="font-semibold text-accent-strong">{texts.success}</strong> {texts.lead} {alsoDone}
      </p>
      <ol ref={list} translate="no" className="my-5 grid grid-cols-1 gap-2 min-[22rem]:grid-cols-2">
        {codes.map((code) => (
          <li
            key={code}
            data-testid="backup-code"
            className="rounded-field bg-sunken py-2.5 text-center font-mono text-lg tracking-wide tabular-nums"
          >
            {code}
          </li>
        ))}
      </ol>
      <BackupCodeKeeping codes={codes} list={list} file={file} texts={texts} />
      <form
        action={leave}
        onSubmit={finish}
        className="print-hidden mt-5 flex flex-wrap items-center justify-between gap-x-6 gap-y-3 border-t border-line pt-5 sm:flex-nowrap"
      >
        <FormIdentity />
        <p className="font-medium">{texts.reminder}</p>
        <Button type="submit" className="ml-auto">
          {texts.done}
        </Button>
      </form>
    </div>
  );
}
