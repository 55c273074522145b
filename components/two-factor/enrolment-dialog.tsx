"use client";

import { type RefObject, useCallback, useId, useRef } from "react";
import { Button } from "@/components/ui/button";
import { Modal } from "@/components/ui/modal";
import { EnrolmentFlow, type EnrolmentTexts } from "./enrolment-flow";
import { LazyQrCode } from "./lazy-qr-code";
import { StepHeading } from "./step-heading";
import type { EnrolmentActions, EnrolmentStep } from "./types";

export type Opening = EnrolmentStep | "loading" | "failed";

type Props = EnrolmentTexts & {
  dialog: RefObject<HTMLDialogElement | null>;
  opening: Opening | null;
  actions: EnrolmentActions;
  onStepOver: () => void;
  onClosed: () => void;
};

/** The enrolment over the page. Once backup codes are shown nothing but `Done` closes it: they are never shown again. */
export function EnrolmentDialog({ dialog, opening, actions, onStepOver, onClosed, ...texts }: Props) {
  const codesShown = useRef(false);
  const close = () => dialog.current?.close();
  const onCodes = useCallback(() => {
    codesShown.current = true;
  }, []);
  const cancel = (
    <Button look="plain" onClick={close}>
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
          <p role="status" className="my-6 text-quiet">
            {texts.texts.form[opening]}
          </p>
          <div className="flex justify-end">{cancel}</div>
        </>
      ) : (
        opening && (
          <EnrolmentFlow
            {...texts}
            {...{ frame, actions, onStepOver, onCodes, onDone }}
            step={opening}
            qrCode={opening.step === "scan" && <LazyQrCode value={opening.otpauthUri} name={texts.texts.form.qrCode} />}
          />
        )
      )}
    </Modal>
  );
}
