"use client";

import { type RefObject, useId } from "react";
import { Button } from "./button";

export type LeaveTexts = { heading: string; detail?: string; stay: string; leave: string };

type Props = { dialog: RefObject<HTMLDialogElement | null>; texts: LeaveTexts; onLeave: () => void };

/** The question before something that is not saved goes. Escape stays. */
export function LeaveDialog({ dialog, texts, onLeave }: Props) {
  const id = useId();
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      className="m-auto w-full max-w-sm rounded-card border border-transparent bg-surface p-6 shadow-float"
      onClose={(event) => event.stopPropagation()}
      onCancel={(event) => event.stopPropagation()}
    >
      <p id={id} className="text-lg font-semibold tracking-tight">
        {texts.heading}
      </p>
      {texts.detail && <p className="mt-2 text-quiet">{texts.detail}</p>}
      <div className="mt-5 flex flex-wrap justify-end gap-3">
        <Button onClick={() => dialog.current?.close()}>{texts.stay}</Button>
        <Button look="plain" onClick={onLeave}>
          {texts.leave}
        </Button>
      </div>
    </dialog>
  );
}
