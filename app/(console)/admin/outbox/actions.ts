"use server";

import { redirect } from "next/navigation";
import { outboxQuerySchema } from "@/lib/features/notifications/read-outbox";
import type { CurrentSession } from "@/lib/features/sessions/types";
import type { FormFields, FormState } from "@/lib/http/form-state";
import { proveFromForm } from "@/lib/http/reverify-from-form";
import { answerAsAdministrator } from "@/lib/http/run-action";

/** Reverifies the administrator and shows the outbox again, now with the emails' words. */
export async function confirmIdentity(_state: FormState, data: unknown): Promise<FormState> {
  return answerAsAdministrator({ name: "outbox" }, data, showEmails);
}

async function showEmails(session: CurrentSession, typed: FormFields): Promise<FormState> {
  const proven = await proveFromForm(session, typed);
  if (!proven.ok) return proven.problem;
  const { page, mail } = outboxQuerySchema.parse(typed);
  redirect(`/admin/outbox?${new URLSearchParams({ page: String(page), ...(mail && { mail }) })}`);
}
