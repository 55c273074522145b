"use server";

import { setupSchema } from "@/lib/features/account/schema";
import { completeSetupAndSignIn } from "@/lib/features/sign-in/sign-in-by-link";
import { linkHolder } from "@/lib/http/action-guards";
import { getDeps } from "@/lib/http/deps";
import { accountField } from "@/lib/http/form-messages";
import type { FormState } from "@/lib/http/form-state";
import { loginAddress } from "@/lib/http/redirects";
import { signInVisitor } from "@/lib/http/request";
import { runAction } from "@/lib/http/run-action";
import { continueSignIn } from "@/lib/http/sign-in";
import { problemText } from "@/lib/i18n/problem-text";

export async function createAdministrator(_state: FormState, data: unknown): Promise<FormState> {
  const action = { form: "setup", keep: ["username", "email"], guard: linkHolder("/setup"), schema: setupSchema } as const;
  return runAction(data, action, async ({ token }, input) => {
    const created = await completeSetupAndSignIn(getDeps(), { ...input, token, ...(await signInVisitor()) });
    if (created.ok)
      return created.value ? continueSignIn(created.value, null) : { redirectTo: loginAddress({ notice: "account-created" }) };
    if (created.problem.code === "link-invalid") return { redirectTo: "/setup" };
    return { fieldErrors: { [accountField(created.problem.code) ?? "password"]: await problemText(created.problem) } };
  });
}
