"use client";

import Link from "next/link";
import { OneTimeLink } from "@/components/admin/one-time-link";
import { FormError, FormIdentity, SubmitButton } from "@/components/forms/form";
import { ReverificationField } from "@/components/forms/reverification-field";
import { useServerForm } from "@/components/forms/use-server-form";
import { buttonClass } from "@/components/ui/button";
import type { UserAction } from "@/lib/features/administration/types";
import type { ReverificationView } from "@/lib/http/form-state";
import type { FieldErrorTexts } from "@/lib/i18n/error-text";
import type { Messages } from "@/lib/i18n/messages";
import { applyUserAction } from "./actions";

type Props = {
  userId: string;
  action: UserAction;
  reverification: ReverificationView;
  administrator: string;
  texts: Messages["userAction"];
  linkTexts: Messages["invitation"]["link"];
  reverificationTexts: Messages["reverification"];
  errorTexts: FieldErrorTexts;
};

const loadSchema = () => import("@/lib/features/administration/schema").then(({ actOnUserSchema }) => actOnUserSchema);

export function UserActionForm({
  userId,
  action,
  reverification,
  administrator,
  texts,
  linkTexts,
  reverificationTexts,
  errorTexts,
}: Props) {
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
      <ReverificationField reverification={reverification} server={{ field, state }} username={administrator} texts={reverificationTexts} />
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
