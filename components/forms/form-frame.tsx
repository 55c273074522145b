"use client";

import { ArrowLeft } from "lucide-react";
import { createContext, type ReactNode, useContext, useEffect, useRef } from "react";
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

/** The form's container: its dialog, or else the page, with a link back. */
export function useFormFrame(back: { href: string; text: string }): ClosableFormFrame {
  const dialog = useContext(FormFrameContext);
  if (dialog) return dialog;
  return { headingId: "action", inDialog: false, cancel: null, back: <BackLink {...back} /> };
}

/** A plain link: one of the framework's would open the settings over this page. */
function BackLink({ href, text }: { href: string; text: string }): ReactNode {
  return (
    <a
      href={href}
      className="-ms-1 mb-3 flex min-h-11 w-fit max-w-full items-center gap-2 rounded-field px-1 font-semibold text-accent-strong print:hidden"
    >
      <ArrowLeft aria-hidden="true" className="size-5 shrink-0 rtl:rotate-180" />
      <span className="min-w-0 wrap-anywhere">{text}</span>
    </a>
  );
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
