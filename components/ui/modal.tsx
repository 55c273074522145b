"use client";

import type { ReactNode, RefObject } from "react";

type Props = {
  dialog: RefObject<HTMLDialogElement | null>;
  headingId: string;
  /** While it holds true nothing closes the dialog but `dialog.close()` after it has been set to false. */
  locked?: RefObject<boolean>;
  onClosed: () => void;
  children: ReactNode;
};

/** The browser's own modal dialog: the whole screen on phones. Browsers close one on a second Escape; a locked one reopens. */
export function Modal({ dialog, headingId, locked, onClosed, children }: Props) {
  return (
    <dialog
      ref={dialog}
      aria-labelledby={headingId}
      onCancel={(event) => locked?.current && event.preventDefault()}
      onClose={() => (locked?.current ? dialog.current?.showModal() : onClosed())}
      className="m-auto max-h-dvh w-full max-w-none overflow-y-auto overscroll-contain border border-transparent bg-surface p-5 open:animate-[settle_180ms_ease-out] max-sm:min-h-dvh sm:max-h-[calc(100dvh-2rem)] sm:max-w-xl sm:rounded-card sm:p-8 sm:shadow-float"
    >
      {children}
    </dialog>
  );
}
