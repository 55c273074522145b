"use server";

import { revalidatePath } from "next/cache";
import { confirmAddress, discardPendingAddress, sendAddressCodeAgain } from "@/lib/features/account/address";
import { settingsSchema } from "@/lib/features/account/schema";
import { updateSettings } from "@/lib/features/account/settings";
import { confirmAddressSchema } from "@/lib/features/email-codes/schema";
import { reverified, signedInUser } from "@/lib/http/action-guards";
import { getDeps } from "@/lib/http/deps";
import { codeResentMessage, refusedField, sendNow } from "@/lib/http/form-messages";
import type { FormState } from "@/lib/http/form-state";
import { clientInfo, requestClient } from "@/lib/http/request";
import { runAction } from "@/lib/http/run-action";
import { texts } from "@/lib/i18n/messages";
import { problemText } from "@/lib/i18n/problem-text";

export async function submitSettings(_state: FormState, data: unknown): Promise<FormState> {
  const keep = ["email", "emailLoginVerification", "securityMails"];
  const action = { form: "settings", keep, draft: true, guard: reverified(signedInUser), schema: settingsSchema } as const;
  return runAction(data, action, async (session, requested) => {
    revalidatePath("/", "layout");
    const updated = await updateSettings(getDeps(), { session, requested, ...(await requestClient()) });
    if (!updated.ok) return { fieldErrors: { email: await problemText(updated.problem) } };
    if (updated.value.applied) return { notice: (await texts("settings")).account.saved };
    await sendNow(updated.value.mailId);
    return {};
  });
}

export async function confirmNewAddress(_state: FormState, data: unknown): Promise<FormState> {
  const action = { form: "address", keep: ["code"], guard: signedInUser, schema: confirmAddressSchema } as const;
  return runAction(data, action, async (session, { code }) => {
    const confirmed = await confirmAddress(getDeps(), { session, code, ...(await requestClient()) });
    revalidatePath("/", "layout");
    if (confirmed.ok) return { notice: (await texts("settings")).account[confirmed.value.change ? "changed" : "confirmed"] };
    const refused = await refusedField("code", confirmed.problem);
    return { ...refused, formError: refused.fieldErrors?.code };
  });
}

export async function resendAddressCode(_state: FormState, data: unknown): Promise<FormState> {
  return runAction(data, { form: "send-again", guard: signedInUser }, async (session) => {
    const sent = await sendAddressCodeAgain(getDeps(), { session, client: await clientInfo() });
    if (!sent.ok) return { formError: await problemText(sent.problem) };
    revalidatePath("/", "layout");
    return { notice: await codeResentMessage(sent.value.mailId) };
  });
}

export async function discardNewAddress(data: unknown): Promise<void> {
  await runAction(data, { form: null, guard: signedInUser }, async (session) => {
    await discardPendingAddress(getDeps(), session);
    revalidatePath("/", "layout");
    return {};
  });
}
