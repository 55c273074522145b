import { signInWith } from "@/auth";
import { endSession } from "@/lib/features/sessions/end-sessions";
import type { CompletedSignIn, SignInStart } from "@/lib/features/sign-in/attempt";
import { addSeconds } from "@/lib/platform/clock";
import { REMEMBERED_SESSION_LIFETIME_SECONDS } from "@/lib/policy";
import { checkingCookies } from "./after-sign-in";
import {
  addAttempt,
  clearSessionToken,
  recordSessionToken,
  removeAttempt,
  writeBrowserToken,
  writeLanguage,
  writeSessionToken,
} from "./cookies";
import { getDeps } from "./deps";
import { sendNow } from "./form-messages";
import { clearDraft, clearNote, readDraft } from "./form-notes";
import { currentSession } from "./guards";
import { countSignIn } from "./metrics";
import { loginAddress, SIGNED_OUT_NOTICE } from "./redirects";
import { clientInfo } from "./request";
import type { Redirect } from "./run-action";

/** Returns where a sign-in goes on to that has begun in this browser: to the page with the code, or signed in. */
export async function continueSignIn(begun: SignInStart, returnTo: string | null): Promise<Redirect> {
  if (begun.status === "complete") return finishSignIn(begun.login);
  const { attemptId, attemptToken, mailId } = begun;
  const destination = await checkingCookies("verify", "/login/verify", returnTo);
  await addAttempt({ id: attemptId, token: attemptToken }, returnTo);
  if (mailId) await sendNow(mailId);
  return { redirectTo: destination };
}

/**
 * Signs the browser in with a completed sign-in and returns where it goes on to. next-auth sets the session cookie, always with an
 * expiry; without `Remember me` it is set again without one, so that it ends with the browser session.
 */
export async function finishSignIn(login: CompletedSignIn, attemptId?: string): Promise<Redirect> {
  const destination = await checkingCookies("done", login.returnTo ?? "/", login.returnTo);
  await signInWith(login);
  const { sessionToken, browserToken, remember } = login;
  const expiresAt = addSeconds(getDeps().clock.now(), REMEMBERED_SESSION_LIFETIME_SECONDS);
  if (remember) await recordSessionToken(sessionToken, expiresAt);
  else await writeSessionToken(sessionToken, undefined);
  await writeBrowserToken(browserToken);
  // For pages that are written without a session: during an outage, and after signing out.
  if (login.language) await writeLanguage(login.language);
  if (attemptId) await removeAttempt(attemptId);
  countSignIn("completed");
  return { redirectTo: destination };
}

/** Ends the session: its row first, so that the token is invalid even if the cookie survives. */
export async function signOutHere(landing = loginAddress({ notice: SIGNED_OUT_NOTICE })): Promise<Redirect> {
  const session = await currentSession();
  if (session) {
    await endSession(getDeps(), { session, client: await clientInfo() });
    if (await readDraft(session.user.id)) await clearDraft();
  }
  await clearNote();
  await clearSessionToken();
  return { redirectTo: landing };
}
