import { cookies } from "next/headers";
import { linkCookieName } from "./cookie-names";
import { isLinkId } from "./one-time-link";

/** Returns the token of the link `id` that this browser has opened; null when the browser has no cookie of it, or no longer. */
export async function readLinkToken(id: unknown): Promise<string | null> {
  if (!isLinkId(id)) return null;
  return (await cookies()).get(linkCookieName(id))?.value || null;
}
