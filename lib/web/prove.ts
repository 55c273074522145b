import { fieldErrors } from "@/lib/i18n/field-errors";
import { texts } from "@/lib/i18n/texts";
import { ok, type Result, refuse } from "@/lib/platform/result";
import { proofMethod, requireProof } from "@/lib/reverification/require-proof";
import { reverify } from "@/lib/reverification/reverify";
import { proofSchema } from "@/lib/reverification/schema";
import { type ProofMethod, type ProofProblem, SEND_PROOF_CODE } from "@/lib/reverification/types";
import type { CurrentSession, ProvenSession } from "@/lib/sessions/types";
import { readSessionToken, writeSessionToken } from "./cookies";
import { getDeps } from "./deps";
import type { FormFields } from "./form-fields";
import type { FormState } from "./form-state";
import { refusedField } from "./refused-field";
import { sendProofCodeHere } from "./send-proof-code";
import { sentTwice } from "./sent-twice";
import { whereFrom } from "./where-from";

/**
 * The proof that a settings form carries in its field `proof`, checked in the submission that it belongs to; else what the
 * form shows. What is typed is always looked at; an empty field passes only while an earlier proof holds.
 */
export async function proveFromForm(session: CurrentSession, typed: FormFields): Promise<Result<ProvenSession, FormState>> {
  if (typed.intent === SEND_PROOF_CODE) return refuse(await sendProofCodeHere(session));
  const held = await requireProof(getDeps(), session);
  if (!typed.proof) return held.ok ? held : refuse(await missing(held.problem.method));
  const parsed = proofSchema.safeParse(typed);
  const method = await proofMethod(getDeps(), session.user.id);
  if (!parsed.success) return refuse({ proofMethod: method, fieldErrors: await fieldErrors(parsed.error) });
  const checked = await reverify(getDeps(), { session, token: await readSessionToken(), proof: typed.proof, ...(await whereFrom()) });
  if (checked.ok) {
    const { sessionToken } = checked.value;
    if (sessionToken) await writeSessionToken(sessionToken, session.remember ? session.expiresAt : undefined);
    else await sentTwice(typed);
    return provenNow(session);
  }
  // Sent twice, the second time for a mistake elsewhere in the form: the code has done its work.
  if (held.ok && isUsedCode(checked.problem)) return held;
  // Sent twice at once: the other submission has renewed the session meanwhile.
  if (isUsedCode(checked.problem) && (await sentTwice(typed))) return provenNow(session);
  return refuse(await wrong(method, checked.problem));
}

function isUsedCode({ code }: ProofProblem): boolean {
  return code === "code-already-used" || code === "backup-code-already-used";
}

/** The row says that the session is proven; the copy read at the beginning of the request does not yet. */
async function provenNow(session: CurrentSession): Promise<Result<ProvenSession, FormState>> {
  const proven = await requireProof(getDeps(), { ...session, reverifiedAt: getDeps().clock.now() });
  return proven.ok ? ok(proven.value) : refuse(await missing(proven.problem.method));
}

async function missing(method: ProofMethod): Promise<FormState> {
  return { proofMethod: method, fieldErrors: { proof: (await texts("proof")).missing[method] } };
}

/** A wrong 2FA code is answered like a missing one, and with what is wrong with it. */
async function wrong(method: ProofMethod, problem: ProofProblem): Promise<FormState> {
  const refused = { proofMethod: method, ...(await refusedField("proof", problem)) };
  if (method !== "two-factor-code" || refused.wait?.untried) return refused;
  return { ...refused, fieldErrors: { proof: `${(await texts("proof")).missing[method]}. ${refused.fieldErrors?.proof}` } };
}
