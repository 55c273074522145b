import { redirect } from "next/navigation";
import type { CompletedLogin } from "@/lib/login/types";
import { addSeconds } from "@/lib/platform/clock";
import { REMEMBERED_SESSION_LIFETIME_SECONDS } from "@/lib/policy";
import { signInWith } from "./auth";
import { checkingCookies } from "./cookie-check";
import { removeAttempt, writeBrowserToken, writeSessionToken } from "./cookies";
import { getDeps } from "./deps";
import { countSignIn } from "./sign-in-count";

/**
 * Hands the session of a completed sign-in to the browser by way of next-auth, and leads to where the person wanted to go.
 * Without `Remember me` the cookie ends with the browser session; next-auth knows only one lifetime.
 */
export async function finishSignIn(login: CompletedLogin, attemptId?: string): Promise<never> {
  const destination = await checkingCookies("done", login.returnTo ?? "/", login.returnTo);
  await signInWith(login);
  const { sessionToken, browserToken, remember } = login;
  const expiresAt = addSeconds(getDeps().clock.now(), REMEMBERED_SESSION_LIFETIME_SECONDS);
  await writeSessionToken(sessionToken, remember ? expiresAt : undefined);
  await writeBrowserToken(browserToken);
  if (attemptId) await removeAttempt(attemptId);
  countSignIn("completed");
  redirect(destination);
}
