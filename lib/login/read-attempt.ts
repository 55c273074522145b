import type { Deps } from "@/lib/platform/deps";
import { attemptStatus } from "./attempt";
import { findAttempt } from "./store";
import type { AttemptView } from "./types";

/** What the verification page may show to the browser that holds `token`. Reads only: reloading changes nothing. */
export async function readAttempt(deps: Deps, token: string | undefined): Promise<AttemptView> {
  const attempt = token ? await findAttempt(deps.db, deps.keyedHash("login-attempt", token)) : null;
  if (!attempt) return { status: "none" };
  const status = attemptStatus(attempt, deps.clock.now());
  if (status === "pending") return { status, remember: attempt.remember, triesLeft: attempt.triesLeft, returnTo: attempt.returnTo };
  return { status: "over", reason: status === "passed" ? "finished" : status };
}
