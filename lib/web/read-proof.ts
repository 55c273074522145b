import { addSeconds } from "@/lib/platform/clock";
import { REVERIFICATION_TTL_SECONDS } from "@/lib/policy";
import { proofMethod, requireProof } from "@/lib/reverification/require-proof";
import type { CurrentSession } from "@/lib/sessions/types";
import { countdownTo } from "./countdown-to";
import { getDeps } from "./deps";
import type { ProofView } from "./form-state";

/** Which proof a settings form is to ask for in this session, now. */
export async function readProof(session: CurrentSession): Promise<ProofView> {
  const deps = getDeps();
  const method = await proofMethod(deps, session.user.id);
  if (!(await requireProof(deps, session)).ok) return { method, held: null };
  const provenAt = session.reverifiedAt ?? session.createdAt;
  return { method, held: countdownTo(addSeconds(provenAt, REVERIFICATION_TTL_SECONDS)) };
}
