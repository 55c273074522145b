import { clientInfo } from "./client-info";
import { readBrowserToken, readSessionToken } from "./cookies";

/** Where the request being answered comes from, and by which tokens this browser is known: what guesses are counted by. */
export async function whereFrom() {
  return { client: await clientInfo(), browserToken: await readBrowserToken(), replacedToken: await readSessionToken() };
}
