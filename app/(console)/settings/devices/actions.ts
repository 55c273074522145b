"use server";

import { revalidatePath } from "next/cache";
import { getTranslations } from "next-intl/server";
import { deviceSchema, signOutDevice, signOutEverywhereElse } from "@/lib/features/sessions/devices";
import type { CurrentSession } from "@/lib/features/sessions/types";
import { getDeps } from "@/lib/http/deps";
import type { FormFields, FormState } from "@/lib/http/form-state";
import { whereFrom } from "@/lib/http/request";
import { proveFromForm } from "@/lib/http/reverify-from-form";
import { answerAs } from "@/lib/http/run-action";
import { signOutHere } from "@/lib/http/sign-in";

/** `Sign out` beside a device, or everywhere else. Leaving this device itself needs no proof. */
export async function signOutDevices(_state: FormState, data: unknown): Promise<FormState> {
  return answerAs({ name: "devices" }, data, signOutRequested);
}

async function signOutRequested(session: CurrentSession, typed: FormFields): Promise<FormState> {
  if (typed.device === session.id) return signOutHere();
  const proven = await proveFromForm(session, typed);
  const parsed = deviceSchema.safeParse({ device: typed.device ?? typed.asked });
  if (!proven.ok) return { ...proven.problem, values: parsed.data };
  revalidatePath("/", "layout");
  if (!parsed.success) return {};
  const { device } = parsed.data;
  const input = { session: proven.value, ...(await whereFrom()) };
  const t = await getTranslations("devices");
  if (device === "others") {
    await signOutEverywhereElse(getDeps(), input);
    return { notice: t("doneOthers") };
  }
  const ended = await signOutDevice(getDeps(), { ...input, sessionId: device });
  return { notice: ended ? t("done", { device: t("onSystem", ended), ip: ended.ip }) : t("doneBefore") };
}
