"use server";

import { redirect } from "next/navigation";
import { completeSetup } from "@/lib/features/account/one-time-links";
import { setupSchema } from "@/lib/features/account/schema";
import { getDeps } from "@/lib/http/deps";
import { type FormFields, type FormState, keep } from "@/lib/http/form-state";
import { isLinkId, readLinkToken } from "@/lib/http/one-time-link";
import { linkAddress, loginAddress } from "@/lib/http/redirects";
import { clientInfo } from "@/lib/http/request";
import { answerForm } from "@/lib/http/run-action";
import { fieldErrors } from "@/lib/i18n/field-errors";
import { problemText } from "@/lib/i18n/problem-text";

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
