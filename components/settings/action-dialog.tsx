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
  /** The same as a page, where JavaScript does not run. */
  href: string;
  cancelText: string;
  /** What the button stands in, where that goes with it. */
  card?: { id: string; heading: string; description: string };
  /** There is nothing left to do: button and card go, but not before an open dialog has said what it has done. */
  off?: boolean;
  children: ReactNode;
};

/**
 * A button that opens its form in a dialog. The form is made when the dialog opens and forgotten when it closes;
 * only then is the page underneath read again, as it may have no place for the button any more: then the focus that has come
 * back to it goes on to the heading of the page.
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
