import { readSessionToken, writePass } from "./cookies";
import { readReturnTo } from "./return-to";

/** Where somebody who is signed in already goes on to: to an application by way of the pass that it did not get to see. */
export function onwardAddress(returnTo: string | null): string {
  if (!returnTo || returnTo.startsWith("/")) return returnTo ?? "/";
  return `/api/forward-auth/enter?to=${encodeURIComponent(returnTo)}`;
}

/** Hands this browser the pass for its session, and the address of the application; null when that is not listed. */
export async function enter(to: string | null): Promise<string | null> {
  const address = readReturnTo(to);
  const token = await readSessionToken();
  if (address && token) await writePass(token);
  return address;
}
