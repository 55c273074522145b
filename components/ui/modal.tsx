"use client";

import { type ReactNode, type RefObject, useId, useLayoutEffect, useRef } from "react";
import { Button } from "./button";

type ModalProps = {
  dialog: RefObject<HTMLDialogElement | null>;
  headingId: string;
  /** While true, only `dialog.close()` closes the dialog, after it has been set to false. */
  locked?: RefObject<boolean>;
  onClosed: () => void;
  children: ReactNode;
};

/** A native modal dialog: full screen on phones. Browsers close it on a second Escape; a locked one reopens. */
export function Modal({ dialog, headingId, locked, onClosed, children }: ModalProps) {
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

type LeaveTexts = { heading: string; detail?: string; stay: string; leave: string };

type LeaveDialogProps = { dialog: RefObject<HTMLDialogElement | null>; texts: LeaveTexts; onLeave: () => void };

/** The question before unsaved changes are discarded. Escape cancels. */
export function LeaveDialog({ dialog, texts, onLeave }: LeaveDialogProps) {
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
      {texts.detail && <p className="mt-2 text-muted-foreground">{texts.detail}</p>}
      <div className="mt-5 flex flex-wrap justify-end gap-3">
        <Button onClick={() => dialog.current?.close()}>{texts.stay}</Button>
        <Button variant="plain" onClick={onLeave}>
          {texts.leave}
        </Button>
      </div>
    </dialog>
  );
}

type Navigation = EventTarget;
type NavigateEvent = Event & { navigationType: string };

/**
 * Asks before the browser's Back button discards unsaved edits, where the browser supports that (Navigation API,
 * and only after user activation of the page). Confirming allows the next step back.
 */
export function useBackGuard(unsaved: () => boolean, ask: () => void): () => void {
  const allowed = useRef(false);
  const latest = useRef({ unsaved, ask });
  latest.current = { unsaved, ask };
  useLayoutEffect(() => {
    const { navigation } = window as { navigation?: Navigation };
    const onNavigate = (event: Event) => {
      const { navigationType } = event as NavigateEvent;
      if (navigationType !== "traverse" || !event.cancelable || allowed.current || !latest.current.unsaved()) return;
      event.preventDefault();
      latest.current.ask();
    };
    navigation?.addEventListener("navigate", onNavigate);
    return () => navigation?.removeEventListener("navigate", onNavigate);
  }, []);
  return () => {
    allowed.current = true;
  };
}
