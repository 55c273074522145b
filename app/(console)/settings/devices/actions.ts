"use server";

import { revalidatePath } from "next/cache";
import { getTranslations } from "next-intl/server";
import { deviceSchema } from "@/lib/sessions/schema";
import { signOutDevice, signOutEverywhereElse } from "@/lib/sessions/sign-out-devices";
import type { CurrentSession } from "@/lib/sessions/types";
import { answerAs } from "@/lib/web/answer-as";
import { getDeps } from "@/lib/web/deps";
import type { FormFields } from "@/lib/web/form-fields";
import type { FormState } from "@/lib/web/form-state";
import { proveFromForm } from "@/lib/web/prove";
import { signOutHere } from "@/lib/web/sign-out";
import { whereFrom } from "@/lib/web/where-from";

/** `Sign out` beside a device, or everywhere else. Leaving this device itself needs no proof. */
export async function signOutDevices(_state: FormState, data: unknown): Promise<FormState> {
  return answerAs({ name: "devices" }, data, signOutAsked);
}

async function signOutAsked(session: CurrentSession, typed: FormFields): Promise<FormState> {
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
