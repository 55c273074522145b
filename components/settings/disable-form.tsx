"use client";

import { useRef } from "react";
import { StepHeading } from "@/components/two-factor/step-heading";
import { useServerForm } from "@/components/ui/use-server-form";
import { useActionFrame } from "./action-frame";
import { Outcome } from "./outcome";
import { ProvenForm } from "./proven-form";
import type { SecurityFormProps } from "./types";
import { useSwapFocus } from "./use-swap-focus";

const loadSchema = () => import("@/lib/features/reverification/schema").then(({ proofSchema }) => proofSchema);

/** `off`: 2FA is off already, here or by another device. */
export function DisableForm({ action, errorTexts, consequence, off, ...rest }: SecurityFormProps & { consequence: string; off: boolean }) {
  const { security } = rest.texts;
  const words = security.disable;
  const frame = useActionFrame({ href: "/settings/security", text: security.back });
  const server = useServerForm({ name: "disable", action, initialState: {}, loadSchema, errorTexts });
  const place = useRef<HTMLDivElement>(null);
  const isOff = off || Boolean(server.state.notice);
  useSwapFocus(place, isOff ? "outcome" : "form");
  const submit = { text: words.submit, pending: words.pending, look: "danger" } as const;
  return (
    <div ref={place}>
      {isOff ? (
        <>
          <StepHeading frame={frame}>{security.twoFactor.heading}</StepHeading>
          <Outcome frame={frame} text={words.done} closeText={security.close} />
        </>
      ) : (
        <ProvenForm {...rest} {...{ frame, server, submit }} heading={words.heading}>
          <p>{consequence}</p>
        </ProvenForm>
      )}
    </div>
  );
}
