"use server";

import type { LinkFormState } from "@/components/admin/one-time-link";
import { inviteUser } from "@/lib/features/administration/invite-user";
import { inviteSchema } from "@/lib/features/administration/schema";
import type { CurrentSession } from "@/lib/features/sessions/types";
import { getDeps } from "@/lib/http/deps";
import { madeLink } from "@/lib/http/form-messages";
import { type FormFields, keep } from "@/lib/http/form-state";
import { clientInfo } from "@/lib/http/request";
import { proveFromForm } from "@/lib/http/reverify-from-form";
import { answerAsAdministrator } from "@/lib/http/run-action";
import { fieldErrors } from "@/lib/i18n/field-errors";
import { problemText } from "@/lib/i18n/problem-text";

const ACCOUNT = ["username", "email", "admin"];
const FIELD_OF = { "username-taken": "username", "username-too-similar": "username", "email-taken": "email" } as const;

export async function invite(_state: LinkFormState, data: unknown): Promise<LinkFormState> {
  return answerAsAdministrator({ name: "invite", keeps: ACCOUNT }, data, createUser);
}

async function createUser(session: CurrentSession, typed: FormFields): Promise<LinkFormState> {
  const values = keep(typed, ...ACCOUNT);
  const parsed = inviteSchema.safeParse(typed);
  if (!parsed.success && !typed.intent) return { values, fieldErrors: await fieldErrors(parsed.error) };
  const proven = await proveFromForm(session, typed);
  if (!proven.ok) return { ...proven.problem, values };
  if (!parsed.success) return { values, fieldErrors: await fieldErrors(parsed.error) };
  const invited = await inviteUser(getDeps(), { session: proven.value, ...parsed.data, client: await clientInfo() });
  if (invited.ok) return { made: await madeLink({ ...invited.value, ...parsed.data }) };
  const problem = await problemText(invited.problem);
  if (invited.problem.code === "not-administrator") return { values, formError: problem };
  return { values, fieldErrors: { [FIELD_OF[invited.problem.code]]: problem } };
}
