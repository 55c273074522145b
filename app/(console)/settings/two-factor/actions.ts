"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import type { ConfirmState, EnrolmentStep, ReverifyState } from "@/components/two-factor/types";
import { requireProof } from "@/lib/features/reverification/require-recent-verification";
import type { CurrentSession } from "@/lib/features/sessions/types";
import { confirmEnrolment as confirmSecret } from "@/lib/features/two-factor/enrolment";
import { confirmSchema } from "@/lib/features/two-factor/schema";
import type { EnrolmentProblem } from "@/lib/features/two-factor/state";
import { readTwoFactor } from "@/lib/features/two-factor/two-factor";
import { getDeps } from "@/lib/http/deps";
import { refusedField } from "@/lib/http/form-messages";
import { clearNote } from "@/lib/http/form-notes";
import { type FormFields, type FormState, keep } from "@/lib/http/form-state";
import { whereFrom } from "@/lib/http/request";
import { proveFromForm } from "@/lib/http/reverify-from-form";
import { answerAs } from "@/lib/http/run-action";
import { fieldErrors } from "@/lib/i18n/field-errors";
import { texts } from "@/lib/i18n/messages";
import { enrolmentDone, enrolmentStep, issuedCodes } from "./enrolment";

/** For the button without JavaScript: the enrolment as a page, which for a renewal names the secret to replace. */
export async function startEnrolment(data: unknown): Promise<void> {
  await answerAs({ name: null }, data, async ({ user }) => {
    const { confirmedAt } = await readTwoFactor(getDeps(), user.id);
    redirect(confirmedAt ? `/settings/two-factor?renew=${confirmedAt.getTime()}` : "/settings/two-factor");
  });
}

/** `Cancel` and `Done` of the page. */
export async function closeEnrolment(data: unknown): Promise<void> {
  await answerAs({ name: null }, data, async () => {
    await clearNote();
    redirect("/settings");
  });
}

/** For the dialog: what to show in it. */
export async function openEnrolment(data: unknown): Promise<EnrolmentStep> {
  type Opened = FormState & { step: EnrolmentStep };
  const opened = await answerAs({ name: null }, data, async (session): Promise<Opened> => ({ step: await enrolmentStep(session) }));
  return opened.step;
}

export async function reverify(_state: ReverifyState, data: unknown): Promise<ReverifyState> {
  return answerAs({ name: "prove" }, data, async (session, typed): Promise<ReverifyState> => {
    const proven = await proveFromForm(session, typed);
    if (!proven.ok) return proven.problem;
    revalidatePath("/settings", "layout");
    return { reverified: true };
  });
}

export async function confirmEnrolment(_state: ConfirmState, data: unknown): Promise<ConfirmState> {
  return answerAs({ name: "enrolment" }, data, enterFirstCode);
}

async function enterFirstCode(session: CurrentSession, typed: FormFields): Promise<ConfirmState> {
  const values = keep(typed, "code");
  const parsed = confirmSchema.safeParse(typed);
  if (!parsed.success) return { values, fieldErrors: await fieldErrors(parsed.error) };
  const proven = await requireProof(getDeps(), session);
  if (!proven.ok) return { stepExpired: true };
  const confirmed = await confirmSecret(getDeps(), { session: proven.value, code: parsed.data.code, ...(await whereFrom()) });
  if (!confirmed.ok) return enrolmentProblem(confirmed.problem, values);
  revalidatePath("/", "layout");
  return { issued: await issuedCodes(confirmed.value.backupCodes), done: await enrolmentDone(session.user.username, confirmed.value) };
}

/** An enrolment whose time is up has another secret from now on, which the form is to show. */
async function enrolmentProblem(problem: EnrolmentProblem, values: Record<string, string>): Promise<ConfirmState> {
  if (problem.code !== "enrolment-over") return { values, ...(await refusedField("code", problem)) };
  return { stepExpired: true, fieldErrors: { code: (await texts("enrolment")).renewed } };
}
