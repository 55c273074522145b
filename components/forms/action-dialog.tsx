"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, type ReactNode, useId, useMemo, useRef, useState } from "react";
import { FormFrameContext } from "@/components/forms/form-frame";
import { Button, type ButtonVariant } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { focusHeadingAround, useFocusOnRemove } from "@/components/ui/focus";
import { Modal } from "@/components/ui/modal";

type Props = {
  label: string;
  variant: ButtonVariant;
  /** The same as a page, without JavaScript. */
  href: string;
  cancelText: string;
  /** The button's container, if it is removed with the button. */
  card?: { id: string; heading: string; description: string };
  /** The action no longer applies: button and card are removed, after an open dialog has shown its outcome. */
  off?: boolean;
  children: ReactNode;
};

/**
 * A button that opens its form in a dialog. The form is mounted when the dialog opens and unmounted when it closes;
 * only then is the page below refreshed, as it may no longer have the button: then the focus that returned
 * to the button moves to the heading of the page.
 */
export function ActionDialog({ label, variant, href, cancelText, card, off = false, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const locked = useRef(false);
  const router = useRouter();
  const [open, setOpen] = useState(false);
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
    return { headingId, inDialog: true, cancel, close, lock };
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
      {(!off || open) && (card ? <ActionCard {...card}>{button}</ActionCard> : button)}
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

function ActionCard({ id, heading, description, children }: { id: string; heading: string; description: string; children: ReactNode }) {
  return (
    <Card id={id} heading={heading}>
      <p className="mb-5 max-w-prose text-muted-foreground">{description}</p>
      {children}
    </Card>
  );
}
