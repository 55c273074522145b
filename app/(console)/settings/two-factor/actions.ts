"use server";

import { revalidatePath } from "next/cache";
import type { ConfirmState, EnrolmentStep, ReverifyState } from "@/components/two-factor/enrolment-flow";
import { requireRecentVerification } from "@/lib/features/reverification/reverify";
import { confirmEnrolment as confirmSecret } from "@/lib/features/two-factor/enrolment";
import { confirmSchema } from "@/lib/features/two-factor/schema";
import { readTwoFactor } from "@/lib/features/two-factor/two-factor";
import { reverified, signedInUser } from "@/lib/http/action-guards";
import { getDeps } from "@/lib/http/deps";
import { refusedField } from "@/lib/http/form-messages";
import { clearNote } from "@/lib/http/form-notes";
import type { FormState } from "@/lib/http/form-state";
import { requestClient } from "@/lib/http/request";
import { runAction } from "@/lib/http/run-action";
import { texts } from "@/lib/i18n/messages";
import { enrolmentDone, enrolmentStep, issuedCodes } from "./enrolment";

/** For the button without JavaScript: the enrolment as a page, which for a renewal names the secret to replace. */
export async function startEnrolment(data: unknown): Promise<void> {
  await runAction(data, { form: null, guard: signedInUser }, async ({ user }) => {
    const { confirmedAt } = await readTwoFactor(getDeps(), user.id);
    return { redirectTo: confirmedAt ? `/settings/two-factor?renew=${confirmedAt.getTime()}` : "/settings/two-factor" };
  });
}

/** `Cancel` and `Done` of the page. */
export async function closeEnrolment(data: unknown): Promise<void> {
  await runAction(data, { form: null, guard: signedInUser }, async () => {
    await clearNote();
    return { redirectTo: "/settings" };
  });
}

/** For the dialog: what to show in it. */
export async function openEnrolment(data: unknown): Promise<EnrolmentStep> {
  type Opened = FormState & { step: EnrolmentStep };
  const open = async (session: Parameters<typeof enrolmentStep>[0]): Promise<Opened> => ({ step: await enrolmentStep(session) });
  return (await runAction(data, { form: null, guard: signedInUser }, open)).step;
}

export async function reverify(_state: ReverifyState, data: unknown): Promise<ReverifyState> {
  return runAction(data, { form: "reverify", guard: reverified(signedInUser) }, async (): Promise<ReverifyState> => {
    revalidatePath("/settings", "layout");
    return { reverified: true };
  });
}

/** The first code of the new secret. After an expired enrolment the form shows a new secret. */
export async function confirmEnrolment(_state: ConfirmState, data: unknown): Promise<ConfirmState> {
  const action = { form: "enrolment", keep: ["code"], guard: signedInUser, schema: confirmSchema } as const;
  return runAction(data, action, async (current, { code }): Promise<ConfirmState> => {
    const verified = await requireRecentVerification(getDeps(), current);
    if (!verified.ok) return { stepExpired: true };
    const confirmed = await confirmSecret(getDeps(), { session: verified.value, code, ...(await requestClient()) });
    if (confirmed.ok) {
      revalidatePath("/", "layout");
      return { issued: await issuedCodes(confirmed.value.backupCodes), done: await enrolmentDone(current.user.username, confirmed.value) };
    }
    if (confirmed.problem.code !== "enrolment-expired") return refusedField("code", confirmed.problem);
    return { stepExpired: true, fieldErrors: { code: (await texts("enrolment")).renewed } };
  });
}
