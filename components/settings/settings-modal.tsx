"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useLayoutEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import type { Messages } from "@/lib/i18n/messages";
import { DiscardDialog } from "./discard-dialog";
import { isUnsaved } from "./unsaved";
import { useBackGuard } from "./use-back-guard";

type Props = { title: string; texts: Messages["settings"]["modal"]; children: ReactNode };

/**
 * The settings over the page one came from: an entry of the browser's history, so that closing goes back, and going back
 * closes. Asks before unsaved edits are lost. The focus returns to where it was when the dialog opened.
 * Events of dialogs within it pass through it and are not its own.
 */
export function SettingsModal({ title, texts, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const question = useRef<HTMLDialogElement>(null);
  const router = useRouter();

  // Before the element goes: a dialog taken away while it is open takes the focus with it.
  useLayoutEffect(() => {
    const shown = dialog.current;
    if (shown && !shown.open) shown.showModal();
    return () => shown?.close();
  }, []);

  const unsaved = () => dialog.current !== null && isUnsaved(dialog.current);
  const ask = () => question.current?.showModal();
  const allowBack = useBackGuard(unsaved, ask);

  function leave() {
    allowBack();
    router.back();
  }

  function close() {
    if (unsaved()) ask();
    else leave();
  }

  return (
    <dialog
      ref={dialog}
      aria-label={title}
      onCancel={(event) => {
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        close();
      }}
      onClose={({ target, currentTarget }) => target === currentTarget && currentTarget.isConnected && leave()}
      className="m-auto max-h-dvh w-full max-w-none overflow-y-auto overscroll-contain bg-ground p-4 open:animate-[settle_180ms_ease-out] max-sm:min-h-dvh sm:max-h-[calc(100dvh-2rem)] sm:max-w-3xl sm:rounded-card sm:p-8 sm:shadow-float"
    >
      <div className="float-right">
        <Button look="quiet" onClick={close}>
          {texts.close}
        </Button>
      </div>
      {children}
      <DiscardDialog dialog={question} texts={texts} onDiscard={leave} />
    </dialog>
  );
}
