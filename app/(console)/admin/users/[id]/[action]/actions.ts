"use server";

import { notFound, redirect } from "next/navigation";
import type { LinkFormState } from "@/components/admin/one-time-link";
import { actOnUser } from "@/lib/features/administration/act-on-user";
import { actOnUserSchema } from "@/lib/features/administration/schema";
import type { TellOutcome } from "@/lib/features/administration/types";
import type { CurrentSession } from "@/lib/features/sessions/types";
import { getDeps } from "@/lib/http/deps";
import { madeLink, sendSoon } from "@/lib/http/form-messages";
import type { FormFields } from "@/lib/http/form-state";
import { clientInfo } from "@/lib/http/request";
import { proveFromForm } from "@/lib/http/reverify-from-form";
import { answerAsAdministrator } from "@/lib/http/run-action";
import { problemText } from "@/lib/i18n/problem-text";

export async function applyUserAction(_state: LinkFormState, data: unknown): Promise<LinkFormState> {
  return answerAsAdministrator({ name: "user-action" }, data, perform);
}

async function perform(session: CurrentSession, typed: FormFields): Promise<LinkFormState> {
  const target = actOnUserSchema.safeParse(typed);
  if (!target.success) notFound();
  const { userId, action } = target.data;
  const proven = await proveFromForm(session, typed);
  if (!proven.ok) return proven.problem;
  const acted = await actOnUser(getDeps(), { session: proven.value, userId, action, client: await clientInfo() });
  // The page of an action that is not due is none to come back to: see there.
  if (!acted.ok && acted.problem.code === "action-not-due") redirect(`/admin/users/${userId}?done=nothing`);
  if (!acted.ok) return { formError: await problemText(acted.problem) };
  const { link, mailId, username, email } = acted.value;
  if (link) return { made: await madeLink({ link, mailId, userId, username, email }) };
  redirect(`/admin/users/${userId}?done=${action}&told=${await notify(mailId)}`);
}

/** What has become of the mail to the person concerned, as the page that follows words it. */
async function notify(mailId: string | null): Promise<TellOutcome> {
  if (!mailId) return "no-address";
  const sent = await sendSoon(mailId);
  return sent.ok ? sent.value : "failed";
}
