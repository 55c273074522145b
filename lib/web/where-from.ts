import { clientInfo } from "./client-info";
import { readBrowserToken } from "./cookies";

/** Where the request being answered comes from, and by which token this browser is known: what guesses are counted by. */
export async function whereFrom() {
  return { client: await clientInfo(), browserToken: await readBrowserToken() };
}
