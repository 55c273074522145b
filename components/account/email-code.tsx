"use client";

import { type FormEvent, useActionState } from "react";
import { type Countdown, countdownText, useCountdown } from "@/components/forms/countdown";
import { FieldError } from "@/components/forms/field";
import { Announcement, FormIdentity, SubmitButton, useWaitingAnswer } from "@/components/forms/form";
import { type FormAction, useOutcome } from "@/components/forms/use-server-form";
import { useHydrated } from "@/components/ui/hydrated";
import { ShellCommand } from "@/components/ui/notice";
import type { Messages } from "@/lib/i18n/messages";

type Props = {
  /** The pending sign-in that the code is for, if any. */
  attempt?: string;
  action: FormAction;
  retry: Countdown;
  texts: Messages["sendAgain"];
};

/** `Send again` with its countdown. Without JavaScript it is always enabled, and the server refuses early requests. */
export function ResendCode({ attempt, action, retry, texts }: Props) {
  const [state, dispatch, pending] = useActionState(action, useWaitingAnswer("send-again", attempt) ?? {});
  const outcome = useOutcome(state);
  const left = useCountdown(retry);
  const waiting = useHydrated() && left > 0;

  function onSubmit(event: FormEvent) {
    if (waiting || pending) event.preventDefault();
  }

  return (
    <form action={dispatch} onSubmit={onSubmit} className="grid gap-1.5">
      <FormIdentity attempt={attempt} />
      <SubmitButton variant="plain" pending={pending} waiting={waiting} pendingText={texts.pending} className="w-full">
        {texts.submit}
      </SubmitButton>
      {left > 0 && (
        <p className="text-center text-sm text-muted-foreground tabular-nums">{texts.retry.replace("{time}", countdownText(left))}</p>
      )}
      <Announcement outcome={outcome} text={state.notice} className="text-center text-sm text-muted-foreground empty:hidden" />
      <FieldError id="send-again-error" text={state.formError} outcome={outcome} />
    </form>
  );
}

/** The command by which an operator turns emailed sign-in codes off; ends the sentence before it. */
export function DisableVerificationHint({ username }: { username: string }) {
  return <ShellCommand>{`npm run admin -- turn-off-email-verification ${username}`}</ShellCommand>;
}
