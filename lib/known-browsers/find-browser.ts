import type { GuessedSecret } from "@/lib/platform/db/generated/enums";
import type { Deps } from "@/lib/platform/deps";
import { findBrowserId } from "./store";

/** What the database knows a browser by; matches none for a browser without a token. */
export function hashBrowserToken(deps: Deps, token: string | undefined): string {
  return token ? deps.keyedHash("known-browser", token) : "";
}

/** The browser's id, where that secret has passed in it before. */
export async function findBrowser(deps: Deps, userId: string, token: string | undefined, secret: GuessedSecret): Promise<string | null> {
  return token ? findBrowserId(deps.direct, userId, hashBrowserToken(deps, token), secret) : null;
}
