"use server";

import { anyone, signedInUser } from "@/lib/http/action-guards";
import { themeCheckAddress } from "@/lib/http/after-sign-in";
import { writeTheme } from "@/lib/http/cookies";
import type { FormState } from "@/lib/http/form-state";
import { currentSession } from "@/lib/http/guards";
import { type Redirect, runAction } from "@/lib/http/run-action";
import { signOutHere } from "@/lib/http/sign-in";

export async function setTheme(data: unknown): Promise<void> {
  await runAction(data, { form: null, guard: anyone }, async (_caller, _input, { theme }): Promise<FormState | Redirect> => {
    await writeTheme(theme);
    const address = await themeCheckAddress();
    return address === null ? {} : { redirectTo: address };
  });
}

/** Without a session there is nothing to end: the sign-in page follows. */
export async function signOut(data: unknown): Promise<void> {
  const guard = (await currentSession()) ? signedInUser : anyone;
  await runAction(data, { form: null, guard }, () => signOutHere());
}
