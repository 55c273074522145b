"use server";

import { revalidatePath } from "next/cache";
import { getTranslations } from "next-intl/server";
import { deviceSchema, signOutDevice, signOutEverywhereElse } from "@/lib/features/sessions/devices";
import { signedInUser } from "@/lib/http/action-guards";
import { getDeps } from "@/lib/http/deps";
import type { FormState } from "@/lib/http/form-state";
import { requestClient } from "@/lib/http/request";
import { reverifyFromForm } from "@/lib/http/reverify-from-form";
import { runAction } from "@/lib/http/run-action";
import { signOutHere } from "@/lib/http/sign-in";

/** `Sign out` beside a device, or everywhere else. Leaving this device itself needs no reverification. */
export async function signOutDevices(_state: FormState, data: unknown): Promise<FormState> {
  return runAction(data, { form: "devices", guard: signedInUser }, async (current, _input, fields) => {
    if (fields.device === current.id) return signOutHere();
    const requested = deviceSchema.safeParse({ device: fields.device ?? fields.requested });
    const verified = await reverifyFromForm(current, fields);
    if (!verified.ok) return { ...verified.problem, values: requested.data };
    revalidatePath("/", "layout");
    if (!requested.success) return {};
    const input = { session: verified.value, ...(await requestClient()) };
    const t = await getTranslations("devices");
    if (requested.data.device === "others") {
      await signOutEverywhereElse(getDeps(), input);
      return { notice: t("doneOthers") };
    }
    const ended = await signOutDevice(getDeps(), { ...input, sessionId: requested.data.device });
    return { notice: ended ? t("done", { device: t("onSystem", ended), ip: ended.ip }) : t("doneBefore") };
  });
}
