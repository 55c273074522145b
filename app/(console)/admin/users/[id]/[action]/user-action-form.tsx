"use client";

import Link from "next/link";
import { useEffect } from "react";
import { OneTimeLink } from "@/components/admin/one-time-link";
import { Field } from "@/components/forms/field";
import { FormError, FormIdentity, SubmitButton } from "@/components/forms/form";
import { type ClosableFormFrame, StepHeading, useFormFrame } from "@/components/forms/form-frame";
import { ReverificationField, type ReverifiedFormProps } from "@/components/forms/reverification-field";
import { useServerForm } from "@/components/forms/use-server-form";
import { Button, buttonClass } from "@/components/ui/button";
import type { UserAction } from "@/lib/features/administration/types";
import type { Messages } from "@/lib/i18n/messages";
import { applyUserAction } from "./actions";

type Target = { userId: string; username: string };

type Props = ReverifiedFormProps & {
  target: Target;
  action: UserAction;
  heading: string;
  paragraphs: string[];
  confirmLabel: string;
  texts: Messages["userAction"];
  linkTexts: Messages["invitation"]["link"];
};

const DESTROYS: readonly UserAction[] = ["reset-2fa", "disable", "delete"];
const AS_ENTERED = { autoCapitalize: "none", autoCorrect: "off", spellCheck: false, autoComplete: "off" } as const;

const loadSchema = () => import("@/lib/features/administration/schema").then(({ actOnUserSchema }) => actOnUserSchema);

/** Says what an action does, and asks for reverification; deleting also for the name of the account. */
export function UserActionForm({ target, action, heading, paragraphs, confirmLabel, texts, linkTexts, errorTexts, ...rest }: Props) {
  const frame = useFormFrame({ href: `/admin/users/${target.userId}`, text: target.username });
  const server = useServerForm({ name: "user-action", action: applyUserAction, loadSchema, errorTexts });
  const { form, field, state, outcome, pending, waiting } = server;
  const { made } = state;
  // A kept answer may be that of the form for another action or user.
  if (made && action === "new-link" && made.userId === target.userId) {
    return (
      <>
        <StepHeading frame={frame} takeFocus={false}>
          {texts[action].name}
        </StepHeading>
        <OneTimeLink made={made} texts={linkTexts}>
          <LinkDone frame={frame} texts={linkTexts} userId={target.userId} />
        </OneTimeLink>
      </>
    );
  }
  return (
    <>
      <StepHeading frame={frame}>{heading}</StepHeading>
      <form {...form} className="mt-3 grid gap-5">
        <FormIdentity />
        <input type="hidden" name="userId" value={target.userId} />
        <input type="hidden" name="action" value={action} />
        <input type="hidden" name="username" value={target.username} />
        {paragraphs.map((text) => (
          <p key={text}>{text}</p>
        ))}
        <FormError text={state.formError} outcome={outcome} />
        {action === "delete" && <Field {...field("confirmation")} {...AS_ENTERED} label={confirmLabel} required />}
        <ReverificationField {...rest} server={server} />
        <div className="flex flex-wrap justify-end gap-3">
          {frame.cancel}
          <SubmitButton
            pending={pending}
            waiting={waiting}
            pendingText={texts.form.pending}
            variant={DESTROYS.includes(action) ? "danger" : "accent"}
          >
            {texts[action].name}
          </SubmitButton>
        </div>
      </form>
    </>
  );
}

type LinkDoneProps = { frame: ClosableFormFrame; texts: Messages["invitation"]["link"]; userId: string };

/** The dialog with the link is closed by its button alone, as the link is not shown again. */
function LinkDone({ frame, texts, userId }: LinkDoneProps) {
  const { close, lock } = frame;
  useEffect(() => lock?.(), [lock]);
  if (close) return <Button onClick={close}>{texts.done}</Button>;
  return (
    <Link href={`/admin/users/${userId}`} prefetch={false} className={buttonClass("plain")}>
      {texts.toUser}
    </Link>
  );
}
