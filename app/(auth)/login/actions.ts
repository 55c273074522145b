"use server";

import { loginSchema } from "@/lib/features/sign-in/schema";
import { beginSignIn } from "@/lib/features/sign-in/sign-in";
import { anyone } from "@/lib/http/action-guards";
import { checkingCookies } from "@/lib/http/after-sign-in";
import { addAttempt, readSessionToken } from "@/lib/http/cookies";
import { getDeps } from "@/lib/http/deps";
import { refusedField, sendNow } from "@/lib/http/form-messages";
import type { FormState } from "@/lib/http/form-state";
import { countSignIn } from "@/lib/http/metrics";
import { readReturnTo } from "@/lib/http/redirects";
import { requestClient } from "@/lib/http/request";
import { runAction } from "@/lib/http/run-action";
import { finishSignIn } from "@/lib/http/sign-in";

export async function login(_state: FormState, data: unknown): Promise<FormState> {
  const action = { form: "login", keep: ["identifier", "remember"], guard: anyone, schema: loginSchema } as const;
  return runAction(data, action, async (_caller, input, { next }) => {
    const returnTo = readReturnTo(next);
    const visitor = { ...(await requestClient()), previousSessionToken: await readSessionToken() };
    const begun = await beginSignIn(getDeps(), { ...input, returnTo, ...visitor });
    if (!begun.ok) {
      countSignIn("password_refused");
      return refusedField("password", begun.problem);
    }
    if (begun.value.status === "complete") return finishSignIn(begun.value.login);
    const { attemptId, attemptToken, mailId } = begun.value;
    const destination = await checkingCookies("verify", "/login/verify", returnTo);
    await addAttempt({ id: attemptId, token: attemptToken }, returnTo);
    if (mailId) await sendNow(mailId);
    return { redirectTo: destination };
  });
}
