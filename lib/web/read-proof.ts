import { getFormatter, getTranslations } from "next-intl/server";
import { proofMethod, requireProof } from "@/lib/reverification/require-proof";
import type { CurrentSession } from "@/lib/sessions/types";
import { getDeps } from "./deps";
import type { ProofView } from "./form-state";

/** Which proof a settings form is to ask for in this session, now. */
export async function readProof(session: CurrentSession): Promise<ProofView> {
  const deps = getDeps();
  const method = await proofMethod(deps, session.user.id);
  if (!(await requireProof(deps, session)).ok) return { method, held: null };
  const provenAt = session.reverifiedAt ?? session.createdAt;
  const ago = (await getFormatter()).relativeTime(provenAt, deps.clock.now());
  return { method, held: (await getTranslations("proof"))("held", { ago }) };
}
