"use client";

import Link from "next/link";
import { OneTimeLink } from "@/components/admin/one-time-link";
import { FormError, FormIdentity, SubmitButton } from "@/components/forms/form";
import { ReverificationField, type ReverifiedFormProps } from "@/components/forms/reverification-field";
import { useServerForm } from "@/components/forms/use-server-form";
import { buttonClass } from "@/components/ui/button";
import type { UserAction } from "@/lib/features/administration/types";
import type { Messages } from "@/lib/i18n/messages";
import { applyUserAction } from "./actions";

type Props = ReverifiedFormProps & {
  userId: string;
  action: UserAction;
  texts: Messages["userAction"];
  linkTexts: Messages["invitation"]["link"];
};

const loadSchema = () => import("@/lib/features/administration/schema").then(({ actOnUserSchema }) => actOnUserSchema);

export function UserActionForm({ userId, action, texts, linkTexts, errorTexts, ...rest }: Props) {
  const { form, field, state, outcome, pending, waiting } = useServerForm({
    name: "user-action",
    action: applyUserAction,
    loadSchema,
    errorTexts,
  });
  if (state.made) return <OneTimeLink made={state.made} texts={linkTexts} />;
  return (
    <form {...form} className="grid gap-5">
      <FormIdentity />
      <input type="hidden" name="userId" value={userId} />
      <input type="hidden" name="action" value={action} />
      <FormError text={state.formError} outcome={outcome} />
      <ReverificationField {...rest} server={{ field, state }} />
      <div className="flex flex-wrap justify-end gap-3">
        <Link href={`/admin/users/${userId}`} prefetch={false} className={buttonClass("plain")}>
          {texts.form.cancel}
        </Link>
        <SubmitButton pending={pending} waiting={waiting} pendingText={texts.form.pending}>
          {texts[action].name}
        </SubmitButton>
      </div>
    </form>
  );
}
