"use client";

import { type FormEvent, lazy, type RefObject, Suspense, startTransition, useCallback, useId, useRef, useState } from "react";
import { FormIdentity, useIdentity } from "@/components/forms/form";
import { StepHeading } from "@/components/forms/form-frame";
import { Button } from "@/components/ui/button";
import { focusHeading } from "@/components/ui/focus";
import { Modal } from "@/components/ui/modal";
import { type EnrolmentActions, EnrolmentFlow, type EnrolmentStep, type EnrolmentTexts } from "./enrolment-flow";

type EnrolButtonProps = EnrolmentTexts & {
  /** Null: no button, but the dialog stays for the backup codes that it may be showing. */
  button: { variant: "accent" | "amber" | "plain"; label: string } | null;
  actions: EnrolmentActions & {
    /** Without JavaScript: leads to the enrolment as a page. */
    start: (data: FormData) => Promise<void>;
    open: (data: FormData) => Promise<EnrolmentStep>;
  };
};

export function EnrolButton({ button, actions, ...texts }: EnrolButtonProps) {
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

  /** The browser returns the focus to the button, which no longer exists with 2FA on. */
  function onClosed() {
    setOpening(null);
    if (!button) focusHeading(dialog.current?.closest("section"));
  }

  return (
    <>
      {button && (
        <form action={actions.start} onSubmit={onSubmit} className="mt-5">
          <FormIdentity />
          <Button type="submit" variant={button.variant}>
            {button.label}
          </Button>
        </form>
      )}
      <EnrolmentDialog {...texts} {...{ dialog, opening, actions }} onStepExpired={load} onClosed={onClosed} />
    </>
  );
}

export type Opening = EnrolmentStep | "loading" | "failed";

type EnrolmentDialogProps = EnrolmentTexts & {
  dialog: RefObject<HTMLDialogElement | null>;
  opening: Opening | null;
  actions: EnrolmentActions;
  onStepExpired: () => void;
  onClosed: () => void;
};

/** The enrolment over the page. Once backup codes are shown only `Done` closes it: they are never shown again. */
function EnrolmentDialog({ dialog, opening, actions, onStepExpired, onClosed, ...texts }: EnrolmentDialogProps) {
  const codesShown = useRef(false);
  const close = () => dialog.current?.close();
  const onBackupCodes = useCallback(() => {
    codesShown.current = true;
  }, []);
  const cancel = (
    <Button variant="plain" onClick={close}>
      {texts.texts.form.cancel}
    </Button>
  );
  const frame = { headingId: useId(), inDialog: true, cancel };

  function onDone() {
    codesShown.current = false;
    close();
  }

  return (
    <Modal dialog={dialog} headingId={frame.headingId} locked={codesShown} onClosed={onClosed}>
      {typeof opening === "string" ? (
        <>
          <StepHeading frame={frame}>{texts.texts.title}</StepHeading>
          <p role="status" className="my-6 text-muted-foreground">
            {texts.texts.form[opening]}
          </p>
          <div className="flex justify-end">{cancel}</div>
        </>
      ) : (
        opening && (
          <EnrolmentFlow
            {...texts}
            {...{ frame, actions, onStepExpired, onBackupCodes, onDone }}
            step={opening}
            qrCode={opening.step === "scan" && <LazyQrCode value={opening.otpauthUri} name={texts.texts.form.qrCode} />}
          />
        )
      )}
    </Modal>
  );
}

const QrCode = lazy(() => import("./qr-code").then((module) => ({ default: module.QrCode })));

/** For the dialog: the QR code's library is fetched when the dialog opens, not with the settings page. */
function LazyQrCode(props: { value: string; name: string }) {
  return (
    <Suspense fallback={<div className="size-60 max-w-full rounded-field border border-divider bg-white forced-color-adjust-none" />}>
      <QrCode {...props} />
    </Suspense>
  );
}
