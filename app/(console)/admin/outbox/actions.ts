"use server";

import { redirect } from "next/navigation";
import { outboxQuerySchema } from "@/lib/mail/schema";
import { formFields } from "@/lib/web/form-fields";
import type { FormState } from "@/lib/web/form-state";
import { requireAdministrator } from "@/lib/web/guards";
import { proveFromForm } from "@/lib/web/prove";

/** Reverifies the administrator and shows the outbox again, now with the emails' words. */
export async function confirmIdentity(_state: FormState, data: unknown): Promise<FormState> {
  const session = await requireAdministrator("/admin/outbox");
  const typed = formFields(data);
  const proven = await proveFromForm(session, typed);
  if (!proven.ok) return proven.problem;
  const { page, mail } = outboxQuerySchema.parse(typed);
  redirect(`/admin/outbox?${new URLSearchParams({ page: String(page), ...(mail && { mail }) })}`);
}
