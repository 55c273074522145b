"use server";

import { checkTheme } from "@/lib/http/cookie-check";
import { currentSession } from "@/lib/http/guards";
import { answerAs, answerForm } from "@/lib/http/run-action";
import { signOutHere } from "@/lib/http/sign-in";
import { writeTheme } from "@/lib/http/theme";

export async function setTheme(data: unknown): Promise<void> {
  await answerForm({ name: null }, data, async ({ theme }) => {
    await writeTheme(theme);
    await checkTheme();
    return { state: undefined, owner: "" };
  });
}

/** Without a session there is nothing to end: the sign-in page follows. */
export async function signOut(data: unknown): Promise<void> {
  if (!(await currentSession())) return signOutHere();
  await answerAs({ name: null }, data, () => signOutHere());
}
