"use server";

import { redirect } from "next/navigation";
import { issuedCodes } from "@/app/(console)/settings/two-factor/enrolment";
import type { ReplaceState } from "@/components/settings/types";
import { changePassword as change } from "@/lib/features/account/change-password";
import { changePasswordSchema } from "@/lib/features/account/schema";
import { proofMethod } from "@/lib/features/reverification/require-recent-verification";
import type { CurrentSession } from "@/lib/features/sessions/types";
import { replaceBackupCodes } from "@/lib/features/two-factor/backup-codes";
import { disableTwoFactor as deleteSecret } from "@/lib/features/two-factor/two-factor";
import { getDeps } from "@/lib/http/deps";
import { refusedField } from "@/lib/http/form-messages";
import { clearNote } from "@/lib/http/form-notes";
import type { FormFields, FormState } from "@/lib/http/form-state";
import { whereFrom } from "@/lib/http/request";
import { proveFromForm } from "@/lib/http/reverify-from-form";
import { answerAs } from "@/lib/http/run-action";
import { fieldErrors } from "@/lib/i18n/field-errors";
import { texts } from "@/lib/i18n/messages";
import { problemText } from "@/lib/i18n/problem-text";

/** Where nothing but the password proves who it is, the current one is the proof. */
export async function changePassword(_state: FormState, data: unknown): Promise<FormState> {
  return answerAs({ name: "password" }, data, enterNewPassword);
}

async function enterNewPassword(session: CurrentSession, typed: FormFields): Promise<FormState> {
  const byPassword = (await proofMethod(getDeps(), session.user.id)) === "password";
  const proven = await proveFromForm(session, byPassword ? { ...typed, proof: typed.currentPassword } : typed);
  if (!proven.ok) return byPassword ? asCurrentPassword(proven.problem) : proven.problem;
  const parsed = changePasswordSchema.safeParse(typed);
  if (!parsed.success) return { fieldErrors: await fieldErrors(parsed.error) };
  const changed = await change(getDeps(), { session: proven.value, ...parsed.data, ...(await whereFrom()) });
  if (changed.ok) return { notice: (await texts("security")).password.done };
  const { code } = changed.problem;
  return refusedField(code === "wrong-password" || code === "too-many-tries" ? "currentPassword" : "newPassword", changed.problem);
}

function asCurrentPassword({ fieldErrors, wait, proofMethod: method }: FormState): FormState {
  const field = "currentPassword";
  return { proofMethod: method, fieldErrors: { [field]: fieldErrors?.proof }, ...(wait && { wait: { ...wait, field } }) };
}

export async function replaceCodes(_state: ReplaceState, data: unknown): Promise<ReplaceState> {
  return answerAs({ name: "backup-codes" }, data, async (session, typed): Promise<ReplaceState> => {
    const proven = await proveFromForm(session, typed);
    if (!proven.ok) return proven.problem;
    const replaced = await replaceBackupCodes(getDeps(), { session: proven.value, ...(await whereFrom()) });
    return replaced.ok ? { issued: await issuedCodes(replaced.value.backupCodes) } : { formError: await problemText(replaced.problem) };
  });
}

export async function disableTwoFactor(_state: FormState, data: unknown): Promise<FormState> {
  return answerAs({ name: "disable" }, data, async (session, typed): Promise<FormState> => {
    const proven = await proveFromForm(session, typed);
    if (!proven.ok) return proven.problem;
    await deleteSecret(getDeps(), { session: proven.value, ...(await whereFrom()) });
    return { notice: (await texts("security")).disable.done };
  });
}

/** `Done` of the page with new backup codes. */
export async function closeBackupCodes(data: unknown): Promise<void> {
  await answerAs({ name: null }, data, async () => {
    await clearNote();
    redirect("/settings/security");
  });
}
