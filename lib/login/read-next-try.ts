import { findNextTry } from "@/lib/guess-budget/find-next-try";
import { findBrowser } from "@/lib/known-browsers/find-browser";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Deps } from "@/lib/platform/deps";
import { findAttempt } from "./store";

type Input = { attemptToken: string | undefined; browserToken: string | undefined; client: ClientInfo };

/**
 * From when on a code of that sign-in's person is looked at in this browser; null when it is now. For somebody whom a wrong one
 * has sent back to the beginning.
 */
export async function readNextTry(deps: Deps, { attemptToken, browserToken, client }: Input): Promise<Date | null> {
  const attempt = attemptToken ? await findAttempt(deps.db, deps.keyedHash("login-attempt", attemptToken)) : null;
  if (!attempt) return null;
  const userId = attempt.user.id;
  const browserId = await findBrowser(deps, userId, browserToken, "second_factor");
  return findNextTry(deps, { secret: "second_factor", guessed: { userId }, browserId, ip: client.ip });
}
