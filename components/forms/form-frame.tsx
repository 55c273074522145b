"use client";

import { createContext, type ReactNode, useContext, useEffect, useRef } from "react";
import { BackLink } from "@/components/ui/back-link";
import { Button } from "@/components/ui/button";
import { Toast } from "@/components/ui/toast";
import type { FormState } from "@/lib/http/form-state";

/** The container of a form's steps: a dialog, named by the heading, or a page, with a way `back` above it. */
export type FormFrame = { headingId: string; inDialog: boolean; cancel: ReactNode; back?: ReactNode };

type StepHeadingProps = { frame: FormFrame; takeFocus?: boolean; children: ReactNode };

/** Takes the focus in a dialog and when one step replaces another, so that it is read out and Tab continues there. */
export function StepHeading({ frame, takeFocus = frame.inDialog, children }: StepHeadingProps) {
  const ref = useRef<HTMLHeadingElement>(null);
  const Heading = frame.inDialog ? "h2" : "h1";
  useEffect(() => {
    if (takeFocus) ref.current?.focus();
  }, [takeFocus]);
  return (
    <>
      {frame.back}
      <Heading ref={ref} id={frame.headingId} tabIndex={-1} className="text-2xl font-semibold tracking-tight text-balance">
        {children}
      </Heading>
    </>
  );
}

/** In a dialog only: `done` closes it and shows the outcome beside its button, `lock` leaves `close` as the only way out. */
export type ClosableFormFrame = FormFrame & { close?: () => void; lock?: () => void; done?: (text: string) => void };

export const FormFrameContext = createContext<ClosableFormFrame | null>(null);

/** The form's container: its dialog, or else the page, with a plain link back: one of Next.js would open the settings over this page. */
export function useFormFrame(back: { href: string; text: string }): ClosableFormFrame {
  const dialog = useContext(FormFrameContext);
  if (dialog) return dialog;
  return { headingId: "action", inDialog: false, cancel: null, back: <BackLink {...back} link="a" /> };
}

/** Ends the dialog with the success message of its form. Returns the message where there is no dialog, to be shown in place of the form. */
export function useFormOutcome({ done }: ClosableFormFrame, { notice }: FormState): string | undefined {
  useEffect(() => {
    if (notice) done?.(notice);
  }, [notice, done]);
  return done ? undefined : notice;
}

/** Replaces a submitted form and takes its focus: see `useFocusOnSwap`. */
export function FormDone({ frame, text, closeText }: { frame: ClosableFormFrame; text: string; closeText: string }) {
  return (
    <>
      <div className="my-6">
        <Toast outcome={0} text={text} tabIndex={-1} />
      </div>
      {frame.close && (
        <div className="flex justify-end">
          <Button onClick={frame.close}>{closeText}</Button>
        </div>
      )}
    </>
  );
}
