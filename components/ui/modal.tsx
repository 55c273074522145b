"use client";

import { ArrowLeft } from "lucide-react";
import { createContext, type ReactNode, type RefObject, useContext, useId, useLayoutEffect, useMemo, useRef } from "react";
import { Button } from "./button";

/** What modals open from: the text of the way back to it, and whether it is a dialog itself, whose place and size they take. */
type Origin = { back: string | null; inDialog: boolean };

const OriginContext = createContext<Origin>({ back: null, inDialog: false });

export function ModalOrigin({ back, inDialog, children }: Origin & { children: ReactNode }) {
  const origin = useMemo(() => ({ back, inDialog }), [back, inDialog]);
  return <OriginContext value={origin}>{children}</OriginContext>;
}

/** True within a dialog that stands for a page. */
export function useIsInDialog(): boolean {
  return useContext(OriginContext).inDialog;
}

const DIALOG =
  "w-full max-w-none flex-col overflow-hidden border border-transparent p-0 open:flex max-sm:h-dvh max-sm:max-h-dvh sm:rounded-card sm:shadow-float";

/** A full sheet on phones. On wide screens its place and size are the same whatever it shows. */
export const SHEET = `${DIALOG} m-auto sm:h-[min(46rem,calc(100dvh-2rem))] sm:max-h-none sm:max-w-3xl`;

/** On wide screens as high as its content, whose top stays where it is. */
const PANEL = `${DIALOG} mx-auto mt-0 mb-auto sm:mt-[8dvh] sm:max-h-[calc(92dvh-1rem)] sm:max-w-xl open:animate-[settle_180ms_ease-out]`;

/** What scrolls below the fixed head of a dialog. */
export const SHEET_BODY = "min-h-0 grow overflow-y-auto overscroll-contain";

type ModalProps = {
  dialog: RefObject<HTMLDialogElement | null>;
  headingId: string;
  /** While true, only `dialog.close()` closes the dialog, after it has been set to false. */
  locked?: RefObject<boolean>;
  onClosed: () => void;
  children: ReactNode;
};

/**
 * A native modal dialog, with a way back at its top where its origin names one. Opened from a dialog, it replaces that one on the
 * screen until it closes (`app/globals.css`). Browsers close it on a second Escape; a locked one reopens. Content made to be printed
 * (`data-print`) has to be left by its own buttons.
 */
export function Modal({ dialog, headingId, locked, onClosed, children }: ModalProps) {
  const { back, inDialog } = useContext(OriginContext);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={headingId}
      onCancel={(event) => locked?.current && event.preventDefault()}
      onClose={() => (locked?.current ? dialog.current?.showModal() : onClosed())}
      className={`group/modal bg-surface ${inDialog ? SHEET : PANEL}`}
    >
      {back && (
        <div className="shrink-0 border-b border-divider px-1 py-1 sm:px-4 group-has-data-print/modal:hidden">
          <Button variant="quiet" className="max-w-full" onClick={() => dialog.current?.close()}>
            <ArrowLeft aria-hidden="true" className="size-5 shrink-0 rtl:-scale-x-100" />
            <span className="truncate">{back}</span>
          </Button>
        </div>
      )}
      <div className={`${SHEET_BODY} p-5 sm:p-8`}>
        <div className="mx-auto max-w-xl">{children}</div>
      </div>
    </dialog>
  );
}

type LeaveTexts = { heading: string; detail?: string; stay: string; leave: string };

type LeaveDialogProps = { dialog: RefObject<HTMLDialogElement | null>; texts: LeaveTexts; onLeave: () => void };

/** The question before unsaved changes are discarded, in place of the dialog that it is asked for. Escape cancels. */
export function LeaveDialog({ dialog, texts, onLeave }: LeaveDialogProps) {
  const id = useId();
  return (
    <dialog
      ref={dialog}
      data-question
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
