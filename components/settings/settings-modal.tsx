"use client";

import { type ReactNode, type SyntheticEvent, useLayoutEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { LeaveDialog } from "@/components/ui/leave-dialog";
import type { Messages } from "@/lib/i18n/messages";
import { useLeaving } from "./use-leaving";

type Props = { title: string; texts: Messages["settings"]["modal"]; children: ReactNode };

/**
 * The settings over the page one came from: an entry of the browser's history, so that closing goes back, and going back
 * closes. Asks before unsaved edits are lost. The focus returns to where it was when the dialog opened.
 */
export function SettingsModal({ title, texts, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const question = useRef<HTMLDialogElement>(null);
  const { leave, close, onTab, discard } = useLeaving(dialog, question);

  // Before the element goes: a dialog taken away while it is open takes the focus with it.
  useLayoutEffect(() => {
    const shown = dialog.current;
    if (shown && !shown.open) shown.showModal();
    return () => shown?.close();
  }, []);

  function onCancel(event: SyntheticEvent) {
    if (!isOwn(event)) return;
    event.preventDefault();
    close();
  }

  return (
    <dialog
      ref={dialog}
      aria-labelledby="settings-modal"
      onClickCapture={onTab}
      onCancel={onCancel}
      onClose={(event) => isOwn(event) && event.currentTarget.isConnected && leave()}
      className="m-auto max-h-dvh w-full max-w-none overflow-y-auto overscroll-contain border border-transparent bg-ground p-4 open:animate-[settle_180ms_ease-out] max-sm:min-h-dvh sm:max-h-[calc(100dvh-2rem)] sm:max-w-3xl sm:rounded-card sm:p-8 sm:shadow-float"
    >
      <div className="mb-1 flex items-center justify-between">
        <p id="settings-modal" className="px-2 text-lg font-semibold tracking-tight sm:px-3">
          {title}
        </p>
        <Button look="quiet" onClick={close}>
          {texts.close}
        </Button>
      </div>
      {children}
      <LeaveDialog dialog={question} texts={{ heading: texts.unsaved, stay: texts.keep, leave: texts.discard }} onLeave={discard} />
    </dialog>
  );
}

/** Events of the dialogs within pass through this one. */
function isOwn({ target, currentTarget }: SyntheticEvent): boolean {
  return target === currentTarget;
}
