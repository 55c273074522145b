"use server";

import type { LinkFormState } from "@/components/admin/types";
import { inviteUser } from "@/lib/admin/invite-user";
import { inviteSchema } from "@/lib/admin/schema";
import { fieldErrors } from "@/lib/i18n/field-errors";
import { problemText } from "@/lib/i18n/problem-text";
import type { CurrentSession } from "@/lib/sessions/types";
import { answerAsAdministrator } from "@/lib/web/answer-as";
import { clientInfo } from "@/lib/web/client-info";
import { getDeps } from "@/lib/web/deps";
import { type FormFields, keep } from "@/lib/web/form-fields";
import { madeLink } from "@/lib/web/made-link";
import { proveFromForm } from "@/lib/web/prove";

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
