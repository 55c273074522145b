import type { ClientInfo } from "@/lib/platform/client-info";
import { addSeconds } from "@/lib/platform/clock";
import type { Factor } from "@/lib/platform/db/generated/enums";
import type { Statements } from "@/lib/platform/db/statements";
import type { Deps } from "@/lib/platform/deps";
import { randomToken } from "@/lib/platform/random";
import { REMEMBERED_SESSION_LIFETIME_SECONDS, SESSION_LIFETIME_SECONDS } from "@/lib/policy";
import { insertSession } from "./store";

type Input = { userId: string; factors: Factor[]; remember: boolean; client: ClientInfo };

/**
 * Makes the session row and returns its token, which only the browser keeps. Called by `completeLogin` alone, in the
 * transaction that consumes the attempt.
 */
export async function startSession(deps: Deps, tx: Statements, input: Input): Promise<string> {
  const token = randomToken(deps.random);
  const createdAt = deps.clock.now();
  const expiresAt = addSeconds(createdAt, input.remember ? REMEMBERED_SESSION_LIFETIME_SECONDS : SESSION_LIFETIME_SECONDS);
  const { userId, factors, remember, client } = input;
  await insertSession(tx, { tokenHash: deps.keyedHash("session", token), userId, factors, remember, ...client, createdAt, expiresAt });
  return token;
}
