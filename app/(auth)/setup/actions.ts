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
import { readLinkToken } from "@/lib/web/link-token";
import { linkAddress, loginAddress } from "@/lib/web/login-address";
import { isLinkId } from "@/lib/web/one-time-link";

const FIELD_OF: Record<string, string> = { "username-taken": "username", "username-too-similar": "username", "email-taken": "email" };

export async function createAdministrator(_state: FormState, data: unknown): Promise<FormState> {
  return answerForm({ name: "setup" }, data, async (typed) => ({ state: await submit(typed), owner: "" }));
}

async function submit(typed: FormFields): Promise<FormState> {
  const values = keep(typed, "username", "email");
  const parsed = setupSchema.safeParse(typed);
  if (!parsed.success) return { values, fieldErrors: await fieldErrors(parsed.error) };
  const link = isLinkId(typed.link) ? typed.link : null;
  if (!link) redirect("/setup");
  const token = await readLinkToken(link);
  if (!token) redirect(linkAddress("/setup", link));
  const created = await completeSetup(getDeps(), { ...parsed.data, token, client: await clientInfo() });
  if (created.ok) redirect(loginAddress({ notice: "account-created" }));
  if (created.problem.code === "link-over") redirect("/setup");
  return { values, fieldErrors: { [FIELD_OF[created.problem.code] ?? "password"]: await problemText(created.problem) } };
}
