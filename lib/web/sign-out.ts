import { redirect } from "next/navigation";
import { endSession } from "@/lib/sessions/end-session";
import { clientInfo } from "./client-info";
import { clearSessionToken } from "./cookies";
import { getDeps } from "./deps";
import { currentSession } from "./guards";
import { loginAddress } from "./login-address";
import { SIGNED_OUT_NOTICE } from "./security-headers";

/** Ends the session here: its row first, so that the token is worth nothing even where the cookie survives. */
export async function signOutHere(landing = loginAddress({ notice: SIGNED_OUT_NOTICE })): Promise<never> {
  const session = await currentSession();
  if (session) await endSession(getDeps(), { session, client: await clientInfo() });
  await clearSessionToken();
  redirect(landing);
}
