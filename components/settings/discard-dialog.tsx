"use client";

import type { RefObject } from "react";
import { Button } from "@/components/ui/button";
import type { Messages } from "@/lib/i18n/messages";

type Props = { dialog: RefObject<HTMLDialogElement | null>; texts: Messages["settings"]["modal"]; onDiscard: () => void };

/** The question before unsaved edits go. Escape keeps them. */
export function DiscardDialog({ dialog, texts, onDiscard }: Props) {
  return (
    <dialog ref={dialog} aria-labelledby="discard" className="m-auto w-full max-w-sm rounded-card bg-surface p-6 shadow-float">
      <p id="discard" className="text-lg font-semibold tracking-tight">
        {texts.unsaved}
      </p>
      <div className="mt-5 flex flex-wrap justify-end gap-3">
        <Button onClick={() => dialog.current?.close()}>{texts.keep}</Button>
        <Button look="plain" onClick={onDiscard}>
          {texts.discard}
        </Button>
      </div>
    </dialog>
  );
}
