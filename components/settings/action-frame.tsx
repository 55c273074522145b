"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { Frame } from "@/components/two-factor/step-heading";
import { buttonClass } from "@/components/ui/button";

/** `close` and `lock` are there in a dialog only. */
export type ActionFrame = Frame & { close?: () => void; lock?: () => void };

export const ActionFrameContext = createContext<ActionFrame | null>(null);

/** What frames the form: the dialog that it is in, else the page, with a link back to where it came from. */
export function useActionFrame(back: { href: string; text: string }): ActionFrame {
  const dialog = useContext(ActionFrameContext);
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
