"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import type { ConfirmState, EnrolmentStep, ProveState } from "@/components/two-factor/types";
import { fieldErrors } from "@/lib/i18n/field-errors";
import { problemText } from "@/lib/i18n/problem-text";
import { requireProof } from "@/lib/reverification/require-proof";
import { confirmEnrolment } from "@/lib/two-factor/confirm-enrolment";
import { readTwoFactor } from "@/lib/two-factor/read-two-factor";
import { confirmSchema } from "@/lib/two-factor/schema";
import { clientInfo } from "@/lib/web/client-info";
import { getDeps } from "@/lib/web/deps";
import { formFields, keep } from "@/lib/web/form-fields";
import { requireSession } from "@/lib/web/guards";
import { proveFromForm } from "@/lib/web/prove";
import { enrolmentDone, issuedCodes } from "./enrolment-done";
import { enrolmentStep } from "./enrolment-step";

/** For the button without JavaScript: the enrolment as a page, which for a renewal names the secret to replace. */
export async function start(): Promise<void> {
  const { user } = await requireSession("/settings");
  const { confirmedAt } = await readTwoFactor(getDeps(), user.id);
  redirect(confirmedAt ? `/settings/two-factor?renew=${confirmedAt.getTime()}` : "/settings/two-factor");
}

/** `Cancel` and `Done` of the page. */
export async function leave(): Promise<void> {
  await requireSession("/settings");
  redirect("/settings");
}

/** For the dialog: what to show in it. */
export async function open(): Promise<EnrolmentStep> {
  return enrolmentStep(await requireSession("/settings"));
}

export async function prove(_state: ProveState, data: unknown): Promise<ProveState> {
  const session = await requireSession("/settings/two-factor");
  const proven = await proveFromForm(session, formFields(data));
  if (!proven.ok) return proven.problem;
  revalidatePath("/settings", "layout");
  return { proven: true };
}

export async function confirm(_state: ConfirmState, data: unknown): Promise<ConfirmState> {
  const session = await requireSession("/settings/two-factor");
  const typed = formFields(data);
  const values = keep(typed, "code");
  const parsed = confirmSchema.safeParse(typed);
  if (!parsed.success) return { values, fieldErrors: await fieldErrors(parsed.error) };
  const proven = await requireProof(getDeps(), session);
  if (!proven.ok) return { proofRequired: true };
  const confirmed = await confirmEnrolment(getDeps(), { session: proven.value, code: parsed.data.code, client: await clientInfo() });
  if (!confirmed.ok) return { values, fieldErrors: { code: await problemText(confirmed.problem) } };
  revalidatePath("/", "layout");
  return { issued: await issuedCodes(confirmed.value.backupCodes), done: await enrolmentDone(session.user.username, confirmed.value) };
}
