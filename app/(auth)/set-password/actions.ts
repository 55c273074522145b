"use server";

import { redirect } from "next/navigation";
import { fieldErrors } from "@/lib/i18n/field-errors";
import { problemText } from "@/lib/i18n/problem-text";
import { setPassword } from "@/lib/users/password-link";
import { setPasswordSchema } from "@/lib/users/schema";
import { answerForm } from "@/lib/web/answer-form";
import { clientInfo } from "@/lib/web/client-info";
import { getDeps } from "@/lib/web/deps";
import type { FormFields } from "@/lib/web/form-fields";
import type { FormState } from "@/lib/web/form-state";
import { loginAddress } from "@/lib/web/login-address";

export async function choosePassword(_state: FormState, data: unknown): Promise<FormState> {
  return answerForm({ name: "set-password" }, data, async (typed) => ({ state: await submit(typed), owner: "" }));
}

async function submit(typed: FormFields): Promise<FormState> {
  const parsed = setPasswordSchema.safeParse(typed);
  if (!parsed.success) return { fieldErrors: await fieldErrors(parsed.error) };
  const set = await setPassword(getDeps(), { token: typed.token ?? "", password: parsed.data.password, client: await clientInfo() });
  if (set.ok) redirect(loginAddress({ notice: "password-set" }));
  if (set.problem.code === "link-over") redirect("/set-password");
  return { fieldErrors: { password: await problemText(set.problem) } };
}
