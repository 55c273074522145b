"use client";

import { type ReactNode, useEffect, useRef } from "react";

/** How an enrolment's steps are framed: by a dialog, which the heading names, or by a page of its own. */
export type Frame = { headingId: string; inDialog: boolean; cancel: ReactNode };

type Props = { frame: Frame; takeFocus?: boolean; children: ReactNode };

/** Takes the focus in a dialog, and wherever a step replaces another, so that it is read out and Tab goes on from there. */
export function StepHeading({ frame, takeFocus = frame.inDialog, children }: Props) {
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
