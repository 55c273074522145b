"use client";

import { type FormEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { useHydrated } from "@/components/ui/use-hydrated";
import type { Messages } from "@/lib/i18n/messages";
import { BackupCodeKeeping } from "./backup-code-keeping";
import type { BackupCodesFile } from "./backup-codes-file";
import { type Frame, StepHeading } from "./step-heading";

type Props = {
  codes: string[];
  frame: Frame;
  leave: () => Promise<void>;
  onDone?: () => void;
  file: BackupCodesFile;
  texts: Messages["enrolment"]["codes"];
};

/** The one time that the codes are seen. `Done` needs the tick; without JavaScript the browser itself asks for it. */
export function BackupCodes({ codes, frame, leave, onDone, file, texts }: Props) {
  const [missing, setMissing] = useState(false);
  const tick = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLOListElement>(null);

  function finish(event: FormEvent) {
    const kept = tick.current?.checked ?? false;
    setMissing(!kept);
    if (!kept) tick.current?.focus();
    if (!kept || onDone) event.preventDefault();
    if (kept) onDone?.();
  }

  return (
    <div data-unsaved>
      <StepHeading frame={frame} takeFocus>
        {texts.heading}
      </StepHeading>
      <p className="mt-2 text-quiet">
        <strong className="font-semibold text-accent-strong">{texts.success}</strong> {texts.lead}
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
      <form action={leave} onSubmit={finish} noValidate={useHydrated()} className="print-hidden mt-5 grid gap-3 border-t border-line pt-4">
        <Checkbox
          ref={tick}
          label={texts.kept}
          required
          error={missing ? texts.keptRequired : undefined}
          onChange={() => setMissing(false)}
        />
        <Button type="submit" className="justify-self-end">
          {texts.done}
        </Button>
      </form>
    </div>
  );
}
