"use server";

import { revalidatePath } from "next/cache";
import { confirmAddress, giveUpAddress, sendAddressCodeAgain } from "@/lib/features/account/address";
import { settingsSchema } from "@/lib/features/account/schema";
import { updateSettings } from "@/lib/features/account/settings";
import { confirmAddressSchema } from "@/lib/features/email-codes/schema";
import type { CurrentSession } from "@/lib/features/sessions/types";
import { getDeps } from "@/lib/http/deps";
import { refusedField, sendSoon, sentAgainText } from "@/lib/http/form-messages";
import { type FormFields, type FormState, keep } from "@/lib/http/form-state";
import { clientInfo, whereFrom } from "@/lib/http/request";
import { proveFromForm } from "@/lib/http/reverify-from-form";
import { answerAs } from "@/lib/http/run-action";
import { fieldErrors } from "@/lib/i18n/field-errors";
import { texts } from "@/lib/i18n/messages";
import { problemText } from "@/lib/i18n/problem-text";

const SETTINGS = ["email", "emailLoginVerification", "securityMails"];

export async function submitSettings(_state: FormState, data: unknown): Promise<FormState> {
  return answerAs({ name: "settings", keeps: SETTINGS }, data, saveSettings);
}

async function saveSettings(session: CurrentSession, typed: FormFields): Promise<FormState> {
  const values = keep(typed, ...SETTINGS);
  const proven = await proveFromForm(session, typed);
  if (!proven.ok) return { values, ...proven.problem };
  revalidatePath("/", "layout");
  const parsed = settingsSchema.safeParse(typed);
  if (!parsed.success) return { values, fieldErrors: await fieldErrors(parsed.error) };
  const updated = await updateSettings(getDeps(), { session: proven.value, wanted: parsed.data, ...(await whereFrom()) });
  if (!updated.ok) return { values, fieldErrors: { email: await problemText(updated.problem) } };
  if (!updated.value.applied) await sendSoon(updated.value.mailId);
  return updated.value.applied ? { notice: (await texts("settings")).account.saved } : {};
}

export async function confirmNewAddress(_state: FormState, data: unknown): Promise<FormState> {
  return answerAs({ name: "address" }, data, enterAddressCode);
}

async function enterAddressCode(session: CurrentSession, typed: FormFields): Promise<FormState> {
  const values = keep(typed, "code");
  const parsed = confirmAddressSchema.safeParse(typed);
  if (!parsed.success) return { values, fieldErrors: await fieldErrors(parsed.error) };
  const confirmed = await confirmAddress(getDeps(), { session, code: parsed.data.code, ...(await whereFrom()) });
  revalidatePath("/", "layout");
  if (confirmed.ok) return { notice: (await texts("settings")).account[confirmed.value.change ? "changed" : "confirmed"] };
  const refused = await refusedField("code", confirmed.problem);
  return { values, ...refused, formError: refused.fieldErrors?.code };
}

export async function resendAddressCode(_state: FormState, data: unknown): Promise<FormState> {
  return answerAs({ name: "send-again" }, data, async (session) => {
    const sent = await sendAddressCodeAgain(getDeps(), { session, client: await clientInfo() });
    if (!sent.ok) return { formError: await problemText(sent.problem) };
    revalidatePath("/", "layout");
    return { notice: await sentAgainText(sent.value.mailId) };
  });
}

export async function discardNewAddress(data: unknown): Promise<void> {
  await answerAs({ name: null }, data, async (session) => {
    await giveUpAddress(getDeps(), session);
    revalidatePath("/", "layout");
    return undefined;
  });
}
