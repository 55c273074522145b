"use server";

import { anyone, signedInUser } from "@/lib/http/action-guards";
import { preferenceCheckAddress } from "@/lib/http/after-sign-in";
import { writeTheme } from "@/lib/http/cookies";
import type { FormState } from "@/lib/http/form-state";
import { currentSession } from "@/lib/http/guards";
import { changeLanguage } from "@/lib/http/request-locale";
import { type Redirect, runAction } from "@/lib/http/run-action";
import { signOutHere } from "@/lib/http/sign-in";
import { findLanguage } from "@/lib/i18n/locales";

export async function setTheme(data: unknown): Promise<void> {
  await runAction(data, { form: null, guard: anyone }, async (_caller, _input, { theme }): Promise<FormState | Redirect> => {
    await writeTheme(theme);
    const address = await preferenceCheckAddress("theme");
    return address === null ? {} : { redirectTo: address };
  });
}

/** For this browser; for a signed-in user also for the account. Any other value than one of our languages changes nothing. */
export async function setLanguage(data: unknown): Promise<void> {
  const session = await currentSession();
  const guard = session ? signedInUser : anyone;
  await runAction(data, { form: null, guard }, async (_caller, _input, fields): Promise<FormState | Redirect> => {
    const language = findLanguage(fields.language);
    if (!language) return {};
    await changeLanguage(language, session);
    const address = await preferenceCheckAddress("language");
    return address === null ? {} : { redirectTo: address };
  });
}

/** Without a session there is nothing to end: the sign-in page follows. */
export async function signOut(data: unknown): Promise<void> {
  const guard = (await currentSession()) ? signedInUser : anyone;
  await runAction(data, { form: null, guard }, () => signOutHere());
}
