"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, type ReactNode, useId, useMemo, useRef, useState } from "react";
import { FormFrameContext } from "@/components/forms/form-frame";
import { Button, type ButtonVariant } from "@/components/ui/button";
import { CardRow } from "@/components/ui/card";
import { focusHeadingAround, useFocusOnRemove } from "@/components/ui/focus";
import { Modal } from "@/components/ui/modal";
import { Toast } from "@/components/ui/toast";

type Props = {
  label: string;
  variant: ButtonVariant;
  /** The same as a page, without JavaScript. */
  href: string;
  cancelText: string;
  /** The row that the button stands in, removed with it. */
  row?: { id: string; heading: string; description: ReactNode };
  /** The action no longer applies: button and row are removed, but not an open dialog. */
  off?: boolean;
  children: ReactNode;
};

/**
 * A button that opens its form in a dialog, which closes when the form is done; the outcome is shown beside the button. The form is
 * mounted when the dialog opens and unmounted when it closes; only then is the page below refreshed, as it may no longer have the
 * button: then the focus that returned to the button moves to the heading of the page.
 */
export function ActionDialog({ label, variant, href, cancelText, row, off = false, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const locked = useRef(false);
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [outcome, setOutcome] = useState<{ number: number; text?: string }>({ number: 0 });
  const headingId = useId();
  const frame = useMemo(() => {
    const close = () => {
      locked.current = false;
      dialog.current?.close();
    };
    const cancel = (
      <Button variant="plain" onClick={close}>
        {cancelText}
      </Button>
    );
    const lock = () => {
      locked.current = true;
    };
    const done = (text: string) => {
      setOutcome(({ number }) => ({ number: number + 1, text }));
      close();
    };
    return { headingId, inDialog: true, cancel, close, lock, done };
  }, [headingId, cancelText]);

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    setOpen(true);
    dialog.current?.showModal();
  }

  function onClosed() {
    setOpen(false);
    router.refresh();
  }

  const button = <Opener {...{ label, variant, href, onSubmit }} />;
  return (
    <>
      {(!off || open) && (row ? <CardRow {...row}>{button}</CardRow> : button)}
      <Toast outcome={outcome.number} text={outcome.text} className="mt-3" />
      <Modal dialog={dialog} headingId={headingId} locked={locked} onClosed={onClosed}>
        {open && <FormFrameContext value={frame}>{children}</FormFrameContext>}
      </Modal>
    </>
  );
}

type OpenerProps = Pick<Props, "label" | "variant" | "href"> & { onSubmit: (event: FormEvent) => void };

function Opener({ label, variant, href, onSubmit }: OpenerProps) {
  const opener = useFocusOnRemove<HTMLFormElement>(focusHeadingAround);
  return (
    <form ref={opener} method="get" action={href} onSubmit={onSubmit}>
      <Button type="submit" variant={variant}>
        {label}
      </Button>
    </form>
  );
}
