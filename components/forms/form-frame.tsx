"use client";

import { createContext, type ReactNode, useContext, useEffect, useRef } from "react";
import { Button, buttonClass } from "@/components/ui/button";

/** The container of an enrolment's steps: a dialog, named by the heading, or a page. */
export type FormFrame = { headingId: string; inDialog: boolean; cancel: ReactNode };

type StepHeadingProps = { frame: FormFrame; takeFocus?: boolean; children: ReactNode };

/** Takes the focus in a dialog and when one step replaces another, so that it is read out and Tab continues there. */
export function StepHeading({ frame, takeFocus = frame.inDialog, children }: StepHeadingProps) {
  const ref = useRef<HTMLHeadingElement>(null);
  const Heading = frame.inDialog ? "h2" : "h1";
  useEffect(() => {
    if (takeFocus) ref.current?.focus();
  }, [takeFocus]);
  return (
    <Heading ref={ref} id={frame.headingId} tabIndex={-1} className="text-2xl font-semibold tracking-tight text-balance">
      {children}
    </Heading>
  );
}

/** `close` and `lock` exist in a dialog only. */
export type ClosableFormFrame = FormFrame & { close?: () => void; lock?: () => void };

export const FormFrameContext = createContext<ClosableFormFrame | null>(null);

/** The form's container: its dialog, or else the page, with a link back. */
export function useFormFrame(back: { href: string; text: string }): ClosableFormFrame {
  const dialog = useContext(FormFrameContext);
  if (dialog) return dialog;
  return { headingId: "action", inDialog: false, cancel: <BackLink {...back} /> };
}

/** A plain link: one of the framework's would open the settings over this page. */
function BackLink({ href, text }: { href: string; text: string }): ReactNode {
  return (
    <a href={href} className={buttonClass("plain")}>
      {text}
    </a>
  );
}

/** Replaces a submitted form and takes its focus: see `useFocusOnSwap`. */
export function FormDone({ frame, text, closeText }: { frame: ClosableFormFrame; text: string; closeText: string }) {
  return (
    <>
      <p
        role="status"
        tabIndex={-1}
        data-swap-focus
        className="my-6 rounded-field border border-transparent bg-accent-soft px-4 py-3 font-medium"
      >
        {text}
      </p>
      <div className="flex justify-end">{frame.close ? <Button onClick={frame.close}>{closeText}</Button> : frame.cancel}</div>
    </>
  );
}
