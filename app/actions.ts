"use server";

import { checkTheme } from "@/lib/web/cookie-check";
import { signOutHere } from "@/lib/web/sign-out";
import { writeTheme } from "@/lib/web/theme";

export async function setTheme(data: unknown): Promise<void> {
  await writeTheme(data instanceof FormData ? data.get("theme") : null);
  await checkTheme();
}

export async function signOut(): Promise<void> {
  await signOutHere();
}
