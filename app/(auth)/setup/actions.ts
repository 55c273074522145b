"use server";

import { completeSetup } from "@/lib/features/account/one-time-links";
import { setupSchema } from "@/lib/features/account/schema";
import { linkHolder } from "@/lib/http/action-guards";
import { getDeps } from "@/lib/http/deps";
import { accountField } from "@/lib/http/form-messages";
import type { FormState } from "@/lib/http/form-state";
import { loginAddress } from "@/lib/http/redirects";
import { clientInfo } from "@/lib/http/request";
import { runAction } from "@/lib/http/run-action";
import { problemText } from "@/lib/i18n/problem-text";

export async function createAdministrator(_state: FormState, data: unknown): Promise<FormState> {
  const action = { form: "setup", keep: ["username", "email"], guard: linkHolder("/setup"), schema: setupSchema } as const;
  return runAction(data, action, async ({ token }, input) => {
    const created = await completeSetup(getDeps(), { ...input, token, client: await clientInfo() });
    if (created.ok) return { redirectTo: loginAddress({ notice: "account-created" }) };
    if (created.problem.code === "link-invalid") return { redirectTo: "/setup" };
    return { fieldErrors: { [accountField(created.problem.code) ?? "password"]: await problemText(created.problem) } };
  });
}
