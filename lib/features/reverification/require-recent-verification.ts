import type { CurrentSession, ProvenSession } from "@/lib/features/sessions/types";
import { hasTwoFactor } from "@/lib/features/two-factor/two-factor";
import { secondsBetween } from "@/lib/platform/clock";
import type { Deps } from "@/lib/platform/deps";
import { err, ok, type Result } from "@/lib/platform/result";
import { REVERIFICATION_TTL_SECONDS } from "@/lib/policy";
import type { ProofMethod, ProofRequired } from "./schema";
import { findProofAddress } from "./store";

/**
 * Whether this session may change security settings now: a proof given in it under REVERIFICATION_TTL_SECONDS ago, or,
 * where 2FA is off, a sign-in that recent (OWASP ASVS 5.0 V7.5.1, NIST SP 800-63B-4 section 2.2.3).
 */
export async function requireProof(deps: Deps, session: CurrentSession): Promise<Result<ProvenSession, ProofRequired>> {
  if (isRecent(deps, session.reverifiedAt)) return ok(session as ProvenSession);
  const method = await proofMethod(deps, session.user.id);
  if (method !== "two-factor-code" && isRecent(deps, session.createdAt)) return ok(session as ProvenSession);
  return err({ code: "reverification-required", method });
}

export async function proofMethod(deps: Deps, userId: string): Promise<ProofMethod> {
  if (await hasTwoFactor(deps, userId)) return "two-factor-code";
  return (await findProofAddress(deps.db, userId)) ? "email-code" : "password";
}

/** A proof from the future, left by a clock that went back, is not recent. */
function isRecent(deps: Deps, at: Date | null): boolean {
  if (!at) return false;
  const age = secondsBetween(at, deps.clock.now());
  return age >= 0 && age < REVERIFICATION_TTL_SECONDS;
}
