import { redirect } from "next/navigation";
import { CredentialsSignin } from "next-auth";
import { addSeconds } from "@/lib/platform/clock";
import { REMEMBERED_SESSION_LIFETIME_SECONDS } from "@/lib/policy";
import { signIn } from "./auth";
import { clearAttemptToken, readSessionToken, writeSessionToken } from "./cookies";
import { getDeps } from "./deps";
import { countSignIn } from "./sign-in-count";

type Ticket = { ticket: string; returnTo: string | null; remember: boolean };

/**
 * Turns the ticket into a session by way of next-auth's credentials provider, and leads to where the person wanted to go.
 * Without `Remember me` the cookie ends with the browser session; next-auth knows only one lifetime.
 */
export async function finishSignIn({ ticket, returnTo, remember }: Ticket): Promise<never> {
  try {
    await signIn("credentials", { ticket, redirect: false, redirectTo: "/" });
  } catch (error) {
    if (error instanceof CredentialsSignin) redirect("/login/verify");
    throw error;
  }
  const token = await readSessionToken();
  if (!token) throw new Error("next-auth completed a sign-in without a session token");
  const expiresAt = addSeconds(getDeps().clock.now(), REMEMBERED_SESSION_LIFETIME_SECONDS);
  await writeSessionToken(token, remember ? expiresAt : undefined);
  await clearAttemptToken();
  countSignIn("completed");
  redirect(returnTo ?? "/");
}
