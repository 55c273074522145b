import { headers } from "next/headers";
import { REQUESTED_PATH_HEADER } from "@/lib/platform/http/requested-address";
import { readReturnTo } from "./return-to";

/** Returns path and query of the page that was asked for, or that posted. */
export async function requestedPath(): Promise<string | null> {
  return (await headers()).get(REQUESTED_PATH_HEADER);
}

/** The same; the home page where it is not known. */
export async function requestedPathOrHome(): Promise<string> {
  return (await requestedPath()) ?? "/";
}

/** Returns where a sign-in leads back to; null where it may not. A download is no page: the one with its link is. */
export async function addressAfterSignIn(): Promise<string | null> {
  return readReturnTo((await requestedPath())?.replace(/\/export(?=\?|$)/, ""));
}

/** Returns where the sign-in page that was asked for leads on to. */
export async function requestedReturnTo(): Promise<string | null> {
  return readReturnTo(new URLSearchParams((await requestedPath())?.split(/\?(.*)/s)[1]).get("next"));
}
