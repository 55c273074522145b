"use server";

import { loginSchema } from "@/lib/features/sign-in/schema";
import { beginSignIn } from "@/lib/features/sign-in/sign-in";
import { anyone } from "@/lib/http/action-guards";
import { getDeps } from "@/lib/http/deps";
import { refusedField } from "@/lib/http/form-messages";
import type { FormState } from "@/lib/http/form-state";
import { countSignIn } from "@/lib/http/metrics";
import { readReturnTo } from "@/lib/http/redirects";
import { signInVisitor } from "@/lib/http/request";
import { runAction } from "@/lib/http/run-action";
import { continueSignIn } from "@/lib/http/sign-in";

export async function login(_state: FormState, data: unknown): Promise<FormState> {
  const action = { form: "login", keep: ["identifier", "remember"], guard: anyone, schema: loginSchema } as const;
  return runAction(data, action, async (_caller, input, { next }) => {
    const returnTo = readReturnTo(next);
    const begun = await beginSignIn(getDeps(), { ...input, returnTo, ...(await signInVisitor()) });
    if (begun.ok) return continueSignIn(begun.value, returnTo);
    countSignIn("password_refused");
    return refusedField("password", begun.problem);
  });
}
