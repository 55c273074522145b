"use server";

import { issuedCodes } from "@/app/(console)/settings/two-factor/enrolment";
import type { ReplaceState } from "@/components/settings/security-forms";
import { changePassword as change } from "@/lib/features/account/change-password";
import { changePasswordSchema } from "@/lib/features/account/schema";
import { reverificationMethod } from "@/lib/features/reverification/reverify";
import type { CurrentSession, ReverifiedSession } from "@/lib/features/sessions/session";
import { replaceBackupCodes } from "@/lib/features/two-factor/backup-codes";
import { disableTwoFactor as deleteSecret } from "@/lib/features/two-factor/two-factor";
import { reverified, signedInUser } from "@/lib/http/action-guards";
import { getDeps } from "@/lib/http/deps";
import { refusedField } from "@/lib/http/form-messages";
import { clearNote } from "@/lib/http/form-notes";
import type { FormFields, FormState } from "@/lib/http/form-state";
import { requestClient } from "@/lib/http/request";
import { reverifyFromForm } from "@/lib/http/reverify-from-form";
import { type Guard, runAction } from "@/lib/http/run-action";
import { texts } from "@/lib/i18n/messages";
import { problemText } from "@/lib/i18n/problem-text";
import { err, type Result } from "@/lib/platform/result";

/** If the password is the only factor, the form's current password reverifies the user. */
const reverifiedByPassword: Guard<CurrentSession, ReverifiedSession> = {
  ...signedInUser,
  async reverify(session: CurrentSession, fields: FormFields): Promise<Result<ReverifiedSession, FormState>> {
    const byPassword = (await reverificationMethod(getDeps(), session.user.id)) === "password";
    if (!byPassword) return reverifyFromForm(session, fields);
    const verified = await reverifyFromForm(session, { ...fields, reverification: fields.currentPassword });
    return verified.ok ? verified : err(asCurrentPassword(verified.problem));
  },
};

function asCurrentPassword({ fieldErrors, retry, reverificationMethod: method }: FormState): FormState {
  const field = "currentPassword";
  return {
    reverificationMethod: method,
    fieldErrors: { [field]: fieldErrors?.reverification },
    ...(retry && { retry: { ...retry, field } }),
  };
}

export async function changePassword(_state: FormState, data: unknown): Promise<FormState> {
  const action = { form: "password", guard: reverifiedByPassword, schema: changePasswordSchema } as const;
  return runAction(data, action, async (session, passwords) => {
    const changed = await change(getDeps(), { session, ...passwords, ...(await requestClient()) });
    if (changed.ok) return { notice: (await texts("security")).password.done };
    const { code } = changed.problem;
    return refusedField(code === "wrong-password" || code === "too-many-attempts" ? "currentPassword" : "newPassword", changed.problem);
  });
}

export async function replaceCodes(_state: ReplaceState, data: unknown): Promise<ReplaceState> {
  const action = { form: "backup-codes", guard: reverified(signedInUser) } as const;
  return runAction(data, action, async (session): Promise<ReplaceState> => {
    const replaced = await replaceBackupCodes(getDeps(), { session, ...(await requestClient()) });
    return replaced.ok ? { issued: await issuedCodes(replaced.value.backupCodes) } : { formError: await problemText(replaced.problem) };
  });
}

export async function disableTwoFactor(_state: FormState, data: unknown): Promise<FormState> {
  return runAction(data, { form: "disable", guard: reverified(signedInUser) }, async (session): Promise<FormState> => {
    await deleteSecret(getDeps(), { session, ...(await requestClient()) });
    return { notice: (await texts("security")).disable.done };
  });
}

/** `Done` of the page with new backup codes. */
export async function closeBackupCodes(data: unknown): Promise<void> {
  await runAction(data, { form: null, guard: signedInUser }, async () => {
    await clearNote();
    return { redirectTo: "/settings/security" };
  });
}
