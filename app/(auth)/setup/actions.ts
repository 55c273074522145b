"use server";

import { redirect } from "next/navigation";
import { fieldErrors } from "@/lib/i18n/field-errors";
import { problemText } from "@/lib/i18n/problem-text";
import { setupSchema } from "@/lib/users/schema";
import { completeSetup } from "@/lib/users/setup-link";
import { answerForm } from "@/lib/web/answer-form";
import { clientInfo } from "@/lib/web/client-info";
import { getDeps } from "@/lib/web/deps";
import { type FormFields, keep } from "@/lib/web/form-fields";
import type { FormState } from "@/lib/web/form-state";
import { loginAddress } from "@/lib/web/login-address";

const FIELD_OF = {
  "username-taken": "username",
  "email-taken": "email",
  "common-password": "password",
  "personal-password": "password",
} as const;

export async function createAdministrator(_state: FormState, data: unknown): Promise<FormState> {
  return answerForm({ name: "setup" }, data, async (typed) => ({ state: await submit(typed), owner: "" }));
}

async function submit(typed: FormFields): Promise<FormState> {
  const values = keep(typed, "username", "email");
  const parsed = setupSchema.safeParse(typed);
  if (!parsed.success) return { values, fieldErrors: await fieldErrors(parsed.error) };
  const token = typed.token ?? "";
  const created = await completeSetup(getDeps(), { ...parsed.data, token, client: await clientInfo() });
  if (created.ok) redirect(loginAddress({ notice: "account-created" }));
  if (created.problem.code === "link-over") redirect("/setup");
  return { values, fieldErrors: { [FIELD_OF[created.problem.code]]: await problemText(created.problem) } };
}
