"use server";

import { setPasswordSchema } from "@/lib/features/account/schema";
import { setPasswordAndSignIn } from "@/lib/features/sign-in/sign-in-by-link";
import { anyone, linkHolder } from "@/lib/http/action-guards";
import { isLinkId } from "@/lib/http/cookie-names";
import { getDeps } from "@/lib/http/deps";
import { ACTOR_FIELD, type FormState } from "@/lib/http/form-state";
import { currentSession } from "@/lib/http/guards";
import { linkAddress, loginAddress, SIGNED_OUT_NOTICE } from "@/lib/http/redirects";
import { signInVisitor } from "@/lib/http/request";
import { runAction } from "@/lib/http/run-action";
import { continueSignIn, signOutHere } from "@/lib/http/sign-in";
import { problemText } from "@/lib/i18n/problem-text";

export async function choosePassword(_state: FormState, data: unknown): Promise<FormState> {
  const action = { form: "set-password", guard: linkHolder("/set-password"), schema: setPasswordSchema } as const;
  return runAction(data, action, async ({ token }, { password }) => {
    const set = await setPasswordAndSignIn(getDeps(), { token, password, ...(await signInVisitor()) });
    if (set.ok) return set.value ? continueSignIn(set.value, null) : { redirectTo: loginAddress({ notice: "password-set" }) };
    if (set.problem.code === "link-invalid") return { redirectTo: "/set-password" };
    return { fieldErrors: { password: await problemText(set.problem) } };
  });
}

/** Signs out the user that the page named and returns to the link. A user who signed in since then stays signed in. */
export async function signOutOther(data: unknown): Promise<void> {
  await runAction(data, { form: null, guard: anyone }, async (_caller, _input, { link, [ACTOR_FIELD]: actor }) => {
    if (!isLinkId(link)) return { redirectTo: "/set-password" };
    if ((await currentSession())?.user.id !== actor) return { redirectTo: linkAddress("/set-password", link) };
    return signOutHere(linkAddress("/set-password", link, SIGNED_OUT_NOTICE));
  });
}
