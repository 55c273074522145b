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
 * The secret to scan: the one still pending, else a new one. Kept on the server, so the browser never chooses it; the
 * working secret stays in force until `confirmEnrolment`.
 */
export async function beginEnrolment(deps: Deps, { session }: Input): Promise<Enrolment> {
  const { id: userId, username } = session.user;
  const now = deps.clock.now();
  const pending = (await findPendingSecret(deps.db, userId, now)) ?? (await createPendingSecret(deps, userId, now));
  const secret = openSecret(deps, userId, pending.sealed);
  return { secret, otpauthUri: otpauthUri(deps.config.appName, username, secret), expiresAt: pending.expiresAt };
}

async function createPendingSecret(deps: Deps, userId: string, now: Date) {
  const sealed = sealSecret(deps, userId, generateTotpSecret(deps.random));
  await offerPendingSecret(deps.db, userId, sealed, now, addSeconds(now, ENROLMENT_LIFETIME_SECONDS));
  const pending = await findPendingSecret(deps.db, userId, now);
  if (!pending) throw new Error("the pending secret was confirmed or removed while it was being made");
  return pending;
}
