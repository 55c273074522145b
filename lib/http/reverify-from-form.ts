import { proofMethod, repeatProof, requireProof, reverify, sendProofCode } from "@/lib/features/reverification/reverify";
import { type ProofMethod, type ProofProblem, proofSchema, SEND_PROOF_CODE } from "@/lib/features/reverification/schema";
import type { CurrentSession, ProvenSession } from "@/lib/features/sessions/session";
import { fieldErrors, texts } from "@/lib/i18n/messages";
import { problemText } from "@/lib/i18n/problem-text";
import { addSeconds } from "@/lib/platform/clock";
import { err, ok, type Result } from "@/lib/platform/result";
import { REVERIFICATION_TTL_SECONDS } from "@/lib/policy";
import { readSessionToken, writeSessionToken } from "./cookies";
import { getDeps } from "./deps";
import { countdownTo, refusedField, sentText } from "./form-messages";
import type { FormFields, FormState, ProofView } from "./form-state";
import { clientInfo, whereFrom } from "./request";

/**
 * The proof that a settings form carries in its field `proof`, checked in the submission that it belongs to; else what the
 * form shows. What is typed is always looked at; an empty field passes only while an earlier proof holds.
 */
export async function reverifyFromForm(session: CurrentSession, typed: FormFields): Promise<Result<ProvenSession, FormState>> {
  if (typed.intent === SEND_PROOF_CODE) return err(await sendProofCodeHere(session));
  const held = await requireProof(getDeps(), session);
  if (!typed.proof) return held.ok ? held : err(await missing(held.problem.method));
  const parsed = proofSchema.safeParse(typed);
  const method = await proofMethod(getDeps(), session.user.id);
  if (!parsed.success) return err({ proofMethod: method, fieldErrors: await fieldErrors(parsed.error) });
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
  return err(await wrong(method, checked.problem));
}

function isUsedCode({ code }: ProofProblem): boolean {
  return code === "code-already-used" || code === "backup-code-already-used";
}

/** The row says that the session is proven; the copy read at the beginning of the request does not yet. */
async function provenNow(session: CurrentSession): Promise<Result<ProvenSession, FormState>> {
  const proven = await requireProof(getDeps(), { ...session, reverifiedAt: getDeps().clock.now() });
  return proven.ok ? ok(proven.value) : err(await missing(proven.problem.method));
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

/** Which proof a settings form is to ask for in this session, now. */
export async function readProof(session: CurrentSession): Promise<ProofView> {
  const deps = getDeps();
  const method = await proofMethod(deps, session.user.id);
  if (!(await requireProof(deps, session)).ok) return { method, held: null };
  const provenAt = session.reverifiedAt ?? session.createdAt;
  return { method, held: countdownTo(addSeconds(provenAt, REVERIFICATION_TTL_SECONDS)) };
}

/** Mails the code that the form asks for, and tells what became of it. */
async function sendProofCodeHere(session: CurrentSession): Promise<FormState> {
  const sent = await sendProofCode(getDeps(), { session, client: await clientInfo() });
  if (!sent.ok) return { proofMethod: "email-code", fieldErrors: { proof: await problemText(sent.problem) } };
  return { proofMethod: "email-code", proofNotice: await sentText(sent.value.mailId) };
}

/** The session of a form whose first submission has renewed it, with the cookie that the browser did not get to keep; else null. */
export async function sentTwice({ proof, currentPassword }: FormFields): Promise<CurrentSession | null> {
  const typed = proof || currentPassword;
  const token = await readSessionToken();
  if (!typed || !token) return null;
  const repeated = await repeatProof(getDeps(), { token, proof: typed, ...(await whereFrom()) });
  if (!repeated) return null;
  await writeSessionToken(repeated.sessionToken, repeated.session.remember ? repeated.session.expiresAt : undefined);
  return repeated.session;
}
