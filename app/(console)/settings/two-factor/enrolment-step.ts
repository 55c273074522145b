import type { EnrolmentStep } from "@/components/two-factor/types";
import { requireProof } from "@/lib/features/reverification/require-recent-verification";
import type { CurrentSession } from "@/lib/features/sessions/types";
import { beginEnrolment } from "@/lib/features/two-factor/enrolment";
import { getDeps } from "@/lib/http/deps";

/** Where this person's enrolment stands: a proof is due first, or here is the pending secret. */
export async function enrolmentStep(session: CurrentSession): Promise<EnrolmentStep> {
  const proven = await requireProof(getDeps(), session);
  if (!proven.ok) return { step: "proof", method: proven.problem.method };
  const { secret, otpauthUri } = await beginEnrolment(getDeps(), { session: proven.value });
  return { step: "scan", secret, otpauthUri };
}
