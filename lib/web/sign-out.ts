import { redirect } from "next/navigation";
import { endSession } from "@/lib/sessions/end-session";
import { clientInfo } from "./client-info";
import { clearSessionToken } from "./cookies";
import { getDeps } from "./deps";
import { clearDraft, clearNote, readDraft } from "./form-notes";
import { currentSession } from "./guards";
import { loginAddress } from "./login-address";
import { SIGNED_OUT_NOTICE } from "./security-headers";

/** Ends the session here: its row first, so that the token is worth nothing even where the cookie survives. */
export async function signOutHere(landing = loginAddress({ notice: SIGNED_OUT_NOTICE })): Promise<never> {
  const session = await currentSession();
  if (session) {
    await endSession(getDeps(), { session, client: await clientInfo() });
    if (await readDraft(session.user.id)) await clearDraft();
  }
  await clearNote();
  await clearSessionToken();
  redirect(landing);
}
