"use client";

import Link from "next/link";
import { OneTimeLink } from "@/components/admin/one-time-link";
import { Checkbox, Field } from "@/components/forms/field";
import { FormError, FormIdentity, SubmitButton } from "@/components/forms/form";
import { ReverificationField, type ReverifiedFormProps } from "@/components/forms/reverification-field";
import { useServerForm } from "@/components/forms/use-server-form";
import { buttonClass } from "@/components/ui/button";
import { focusHeadingAround, useFocusOnRemove } from "@/components/ui/focus";
import type { Messages } from "@/lib/i18n/messages";
import { invite } from "./actions";

/** `after`: the account created before, whose link is not shown again. */
type Props = ReverifiedFormProps & { after: string | null; emailHint: string; texts: Messages["invitation"]; cancel: string };

const NAME = { autoCapitalize: "none", autoCorrect: "off", spellCheck: false, autoComplete: "off" } as const;
const loadSchema = () => import("@/lib/features/administration/schema").then(({ inviteSchema }) => inviteSchema);

export function InviteForm({ after, emailHint, texts, cancel, errorTexts, ...rest }: Props) {
  const { form, field, state, outcome, pending, waiting } = useServerForm({
    name: "invite",
    action: invite,
    loadSchema,
    errorTexts,
  });
  const messages = texts.form;
  if (state.made && state.made.userId !== after) {
    return (
      <OneTimeLink made={state.made} texts={texts.link}>
        <NextSteps userId={state.made.userId} texts={texts.link} />
      </OneTimeLink>
    );
  }
  return (
    <form {...form} className="grid gap-5">
      <FormIdentity />
      <FormError text={state.formError} outcome={outcome} />
      <Field {...field("username")} {...NAME} label={messages.username} hint={messages.usernameHint} required />
      <Field {...field("email")} {...NAME} label={messages.email} hint={emailHint} inputMode="email" />
      <Checkbox name="admin" label={messages.admin} hint={messages.adminHint} defaultChecked={state.values?.admin === "on"} />
      <ReverificationField {...rest} server={{ field, state }} />
      <div className="flex flex-wrap justify-end gap-3">
        <Link href="/admin/users" prefetch={false} className={buttonClass("plain")}>
          {cancel}
        </Link>
        <SubmitButton pending={pending} waiting={waiting} pendingText={messages.pending}>
          {messages.submit}
        </SubmitButton>
      </div>
    </form>
  );
}

/** The form for another user replaces these links, and passes their focus to the heading of the page. */
function NextSteps({ userId, texts }: { userId: string; texts: Messages["invitation"]["link"] }) {
  const another = useFocusOnRemove<HTMLAnchorElement>(focusHeadingAround);
  return (
    <>
      <Link ref={another} href={`/admin/users/new?after=${userId}`} prefetch={false} className={buttonClass("accent")}>
        {texts.another}
      </Link>
      <Link href={`/admin/users/${userId}`} prefetch={false} className={buttonClass("plain")}>
        {texts.toUser}
      </Link>
    </>
  );
}
