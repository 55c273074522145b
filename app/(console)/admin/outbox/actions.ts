"use server";

import { redirect } from "next/navigation";
import { outboxQuerySchema } from "@/lib/mail/schema";
import type { CurrentSession } from "@/lib/sessions/types";
import { answerAsAdministrator } from "@/lib/web/answer-as";
import type { FormFields } from "@/lib/web/form-fields";
import type { FormState } from "@/lib/web/form-state";
import { proveFromForm } from "@/lib/web/prove";

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
