"use server";

import { answerAs } from "@/lib/web/answer-as";
import { answerForm } from "@/lib/web/answer-form";
import { checkTheme } from "@/lib/web/cookie-check";
import { currentSession } from "@/lib/web/guards";
import { signOutHere } from "@/lib/web/sign-out";
import { writeTheme } from "@/lib/web/theme";

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
