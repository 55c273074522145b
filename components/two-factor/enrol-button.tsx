"use client";

import { type FormEvent, startTransition, useCallback, useRef, useState } from "react";
import { FormIdentity, useIdentity } from "@/components/forms/form-page";
import { Button } from "@/components/ui/button";
import { focusHeading } from "@/components/ui/focus-heading";
import { EnrolmentDialog, type Opening } from "./enrolment-dialog";
import type { EnrolmentTexts } from "./enrolment-flow";
import type { EnrolmentActions, EnrolmentStep } from "./types";

type Props = EnrolmentTexts & {
  /** Null: nothing to press, but the dialog stays for the backup codes that it may be showing. */
  button: { look: "accent" | "amber" | "plain"; label: string } | null;
  actions: EnrolmentActions & {
    /** Without JavaScript: leads to the enrolment as a page. */
    start: (data: FormData) => Promise<void>;
    open: (data: FormData) => Promise<EnrolmentStep>;
  };
};

export function EnrolButton({ button, actions, ...texts }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [opening, setOpening] = useState<Opening | null>(null);

  const { open } = actions;
  const identity = useIdentity();
  const load = useCallback(() => {
    startTransition(async () => {
      const step = await open(identity()).catch(() => "failed" as const);
      startTransition(() => setOpening(step));
    });
  }, [open, identity]);

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    setOpening("loading");
    dialog.current?.showModal();
    load();
  }

  /** The browser gives the focus back to the button; with 2FA on there is none any more. */
  function onClosed() {
    setOpening(null);
    if (!button) focusHeading(dialog.current?.closest("section"));
  }

  return (
    <>
      {button && (
        <form action={actions.start} onSubmit={onSubmit} className="mt-5">
          <FormIdentity />
          <Button type="submit" look={button.look}>
            {button.label}
          </Button>
        </form>
      )}
      <EnrolmentDialog {...texts} {...{ dialog, opening, actions }} onStepOver={load} onClosed={onClosed} />
    </>
  );
}
