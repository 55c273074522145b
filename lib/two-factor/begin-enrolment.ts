import { addSeconds } from "@/lib/platform/clock";
import type { Deps } from "@/lib/platform/deps";
import { ENROLMENT_LIFETIME_SECONDS } from "@/lib/policy";
import type { ProvenSession } from "@/lib/sessions/types";
import { openSecret, sealSecret } from "./secrets";
import { findPendingSecret, offerPendingSecret } from "./store";
import { generateTotpSecret, otpauthUri } from "./totp";
import type { Enrolment } from "./types";

type Input = { session: ProvenSession };

/**
 * The secret to scan: the one still pending in this session, else a new one. Kept on the server, so the browser never chooses it; the
 * working secret stays in force until `confirmEnrolment`.
 */
export async function beginEnrolment(deps: Deps, { session }: Input): Promise<Enrolment> {
  const { id: userId, username } = session.user;
  const now = deps.clock.now();
  const pending = (await findPendingSecret(deps.db, session.id, now)) ?? (await createPendingSecret(deps, session, now));
  const secret = openSecret(deps, userId, pending.sealed);
  return { secret, otpauthUri: otpauthUri(deps.config.appName, username, secret), expiresAt: pending.expiresAt };
}

async function createPendingSecret(deps: Deps, session: ProvenSession, now: Date) {
  const owner = { userId: session.user.id, sessionId: session.id };
  const sealed = sealSecret(deps, owner.userId, generateTotpSecret(deps.random));
  await offerPendingSecret(deps.db, owner, sealed, now, addSeconds(now, ENROLMENT_LIFETIME_SECONDS));
  const pending = await findPendingSecret(deps.db, session.id, now);
  if (!pending) throw new Error("the pending secret was confirmed or removed while it was being made");
  return pending;
}
