"use client";

import { type FormEvent, type ReactNode, useRef, useState } from "react";
import { FormIdentity } from "@/components/forms/form-page";
import { Button } from "@/components/ui/button";
import { LeaveDialog } from "@/components/ui/leave-dialog";
import type { Messages } from "@/lib/i18n/messages";
import { BackupCodeKeeping } from "./backup-code-keeping";
import type { BackupCodesFile, IssuedCodes } from "./backup-codes-file";
import { CodesOnPaper } from "./codes-on-paper";
import { type Frame, StepHeading } from "./step-heading";
import { useCodesGuard } from "./use-codes-guard";

type Props = {
  issued: IssuedCodes;
  frame: Frame;
  leave: (data: FormData) => Promise<void>;
  onDone?: () => void;
  file: BackupCodesFile;
  texts: Messages["enrolment"]["codes"];
  /** What else has changed with the codes. */
  children?: ReactNode;
};

/** The one time that the codes are seen. Until they are kept in some way, every way out but `Done` asks first. */
export function BackupCodes({ issued, frame, leave, onDone, file, texts, children }: Props) {
  const list = useRef<HTMLOListElement>(null);
  const question = useRef<HTMLDialogElement>(null);
  const [kept, setKept] = useState(false);
  const guard = useCodesGuard(question, !kept);

  function finish(event: FormEvent) {
    guard.allow();
    if (!onDone) return;
    event.preventDefault();
    onDone();
  }

  return (
    <div data-print>
      <StepHeading frame={frame} takeFocus>
        {texts.heading}
      </StepHeading>
      <p className="mt-2 text-quiet print:hidden">
        <strong className="font-semibold text-accent-strong">{texts.success}</strong> <span>{texts.lead}</span>
      </p>
      <div className="print:hidden">{children}</div>
      <CodesOnPaper issued={issued} file={file} texts={texts.paper} />
      <ol ref={list} translate="no" className="my-5 grid grid-cols-1 gap-2 min-[22rem]:grid-cols-2">
        {issued.codes.map((code) => (
          <li
            key={code}
            data-testid="backup-code"
            className="rounded-field border border-transparent bg-sunken py-2.5 text-center font-mono text-lg tracking-wide tabular-nums print:border-line"
          >
            {code}
          </li>
        ))}
      </ol>
      <p className="hidden print:block">{file.advice}</p>
      <BackupCodeKeeping {...{ issued, list, file, texts }} onKept={() => setKept(true)} />
      <form
        action={leave}
        onSubmit={finish}
        className="mt-5 flex flex-wrap items-center justify-between gap-x-6 gap-y-3 border-t border-line pt-5 sm:flex-nowrap print:hidden"
      >
        <FormIdentity />
        <p className="font-medium">{texts.reminder}</p>
        <Button type="submit" className="ml-auto">
          {texts.done}
        </Button>
      </form>
      <div className="print:hidden">
        <LeaveDialog dialog={question} texts={texts.leave} onLeave={guard.leave} />
      </div>
    </div>
  );
}
