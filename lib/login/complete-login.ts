import { recordEvent } from "@/lib/audit/record";
import { recognise } from "@/lib/known-browsers/recognise";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Factor } from "@/lib/platform/db/generated/enums";
import type { Deps } from "@/lib/platform/deps";
import { ok, type Result, refuse } from "@/lib/platform/result";
import { noteSecurityEvent } from "@/lib/security-notices/note-security-event";
import { endReplacedSession } from "@/lib/sessions/end-replaced-session";
import { startSession } from "@/lib/sessions/start-session";
import { consumeTicket } from "./store";

/** `browserToken`: what the browser's long-lived cookie holds, if anything; `replacedToken`: that of a session it has still. */
type Input = { ticket: string; browserToken: string | undefined; replacedToken?: string | undefined; client: ClientInfo };
export type CompletedLogin = { userId: string; username: string; sessionToken: string; browserToken: string };

/**
 * The one place where a session comes into being, for every way in: it takes a ticket, which only an attempt that has
 * passed all its factors has, and consumes the attempt, starts the session and records it in one transaction.
 */
export async function completeLogin(
  deps: Deps,
  { ticket, browserToken, replacedToken, client }: Input,
): Promise<Result<CompletedLogin, { code: "start-again" }>> {
  const now = deps.clock.now();
  return deps.db.$transaction(async (tx) => {
    const attempt = await consumeTicket(tx, deps.keyedHash("ticket", ticket), now);
    if (!attempt) return refuse({ code: "start-again" });
    const { userId, factorsPassed: factors, remember } = attempt;
    const sessionToken = await startSession(deps, tx, { userId, factors, remember, client });
    const browser = await recognise(deps, tx, { userId, token: browserToken });
    if (!browser.known && !browser.firstBrowser) await noteSecurityEvent(deps, tx, { userId, kind: "new-browser-sign-in", client });
    await endReplacedSession(deps, tx, { token: replacedToken, client });
    await recordEvent(deps, tx, { type: "signed-in", actorUserId: userId, subjectUserId: userId, factor: lastOf(factors), client });
    return ok({ userId, username: attempt.username, sessionToken, browserToken: browser.token });
  });
}

function lastOf(factors: Factor[]): Factor {
  return factors.at(-1) ?? "password";
}
