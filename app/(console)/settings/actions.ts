"use server";

import { revalidatePath } from "next/cache";
import { confirmAddress } from "@/lib/account/confirm-address";
import { giveUpAddress } from "@/lib/account/give-up-address";
import { settingsSchema } from "@/lib/account/schema";
import { sendAddressCodeAgain } from "@/lib/account/send-address-code-again";
import { updateSettings } from "@/lib/account/update-settings";
import { confirmAddressSchema } from "@/lib/email-challenges/schema";
import { fieldErrors } from "@/lib/i18n/field-errors";
import { problemText } from "@/lib/i18n/problem-text";
import { texts } from "@/lib/i18n/texts";
import type { CurrentSession } from "@/lib/sessions/types";
import { answerAs } from "@/lib/web/answer-as";
import { clientInfo } from "@/lib/web/client-info";
import { getDeps } from "@/lib/web/deps";
import { type FormFields, keep } from "@/lib/web/form-fields";
import type { FormState } from "@/lib/web/form-state";
import { proveFromForm } from "@/lib/web/prove";
import { refusedField } from "@/lib/web/refused-field";
import { sendSoon } from "@/lib/web/send-soon";
import { sentAgainText } from "@/lib/web/sent-text";
import { whereFrom } from "@/lib/web/where-from";

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

export async function sendAddressAgain(_state: FormState, data: unknown): Promise<FormState> {
  return answerAs({ name: "send-again" }, data, async (session) => {
    const sent = await sendAddressCodeAgain(getDeps(), { session, client: await clientInfo() });
    if (!sent.ok) return { formError: await problemText(sent.problem) };
    revalidatePath("/", "layout");
    return { notice: await sentAgainText(sent.value.mailId) };
  });
}

export async function giveUpNewAddress(data: unknown): Promise<void> {
  await answerAs({ name: null }, data, async (session) => {
    await giveUpAddress(getDeps(), session);
    revalidatePath("/", "layout");
    return undefined;
  });
}
