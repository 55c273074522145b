import {
  repeatReverification,
  requireRecentVerification,
  reverificationMethod,
  reverify,
  sendReverificationCode,
} from "@/lib/features/reverification/reverify";
import {
  asksForReverificationCode,
  type ReverificationMethod,
  type ReverificationProblem,
  reverificationSchema,
} from "@/lib/features/reverification/schema";
import type { CurrentSession, ReverifiedSession } from "@/lib/features/sessions/session";
import { fieldErrors, texts } from "@/lib/i18n/messages";
import { problemText } from "@/lib/i18n/problem-text";
import { addSeconds } from "@/lib/platform/clock";
import { err, ok, type Result } from "@/lib/platform/result";
import { REVERIFICATION_TTL_SECONDS } from "@/lib/policy";
import { readSessionToken, writeSessionToken } from "./cookies";
import { getDeps } from "./deps";
import { codeSentMessage, refusedField, secondsUntil } from "./form-messages";
import type { FormFields, FormState, ReverificationView } from "./form-state";
import { clientInfo, requestClient } from "./request";

/**
 * Checks the code or password in the field `reverification` of a settings form, in the same submission; else returns what the form shows. Input is
 * always checked; an empty field passes only while an earlier reverification is recent.
 */
export async function reverifyFromForm(session: CurrentSession, fields: FormFields): Promise<Result<ReverifiedSession, FormState>> {
  if (asksForReverificationCode(fields)) return err(await sendReverificationCodeHere(session));
  const recent = await requireRecentVerification(getDeps(), session);
  if (!fields.reverification) return recent.ok ? recent : err(await missingVerification(recent.problem.method));
  const parsed = reverificationSchema.safeParse(fields);
  const method = await reverificationMethod(getDeps(), session.user.id);
  if (!parsed.success) return err({ reverificationMethod: method, fieldErrors: await fieldErrors(parsed.error) });
  const checked = await reverify(getDeps(), {
    session,
    token: await readSessionToken(),
    reverification: fields.reverification,
    ...(await requestClient()),
  });
  if (checked.ok) {
    const { sessionToken } = checked.value;
    if (sessionToken) await writeSessionToken(sessionToken, session.remember ? session.expiresAt : undefined);
    else await sentTwice(fields);
    return reverifiedNow(session);
  }
  // Sent again after an error elsewhere in the form: the code was consumed by the first submission.
  if (recent.ok && isUsedCodeProblem(checked.problem)) return recent;
  // Sent twice at once: the parallel submission has renewed the session.
  if (isUsedCodeProblem(checked.problem) && (await sentTwice(fields))) return reverifiedNow(session);
  return err(await failedVerification(method, checked.problem));
}

function isUsedCodeProblem({ code }: ReverificationProblem): boolean {
  return code === "code-already-used" || code === "backup-code-already-used";
}

/** The row is marked as reverified; the copy read at the beginning of the request is not yet. */
async function reverifiedNow(session: CurrentSession): Promise<Result<ReverifiedSession, FormState>> {
  const verified = await requireRecentVerification(getDeps(), { ...session, reverifiedAt: getDeps().clock.now() });
  return verified.ok ? ok(verified.value) : err(await missingVerification(verified.problem.method));
}

async function missingVerification(method: ReverificationMethod): Promise<FormState> {
  return { reverificationMethod: method, fieldErrors: { reverification: (await texts("reverification")).missing[method] } };
}

/** A wrong 2FA code gets the message of a missing one, and its own. */
async function failedVerification(method: ReverificationMethod, problem: ReverificationProblem): Promise<FormState> {
  const refused = { reverificationMethod: method, ...(await refusedField("reverification", problem)) };
  if (method !== "two-factor-code" || refused.retry?.notChecked) return refused;
  return {
    ...refused,
    fieldErrors: { reverification: `${(await texts("reverification")).missing[method]}. ${refused.fieldErrors?.reverification}` },
  };
}

/** Returns the reverification that a settings form must require in this session now. */
export async function readReverification(session: CurrentSession): Promise<ReverificationView> {
  const deps = getDeps();
  const method = await reverificationMethod(deps, session.user.id);
  if (!(await requireRecentVerification(deps, session)).ok) return { method, recent: null };
  const verifiedAt = session.reverifiedAt ?? session.createdAt;
  return { method, recent: secondsUntil(addSeconds(verifiedAt, REVERIFICATION_TTL_SECONDS)) };
}

/** Emails the code that the form requires, and returns the delivery's message. */
async function sendReverificationCodeHere(session: CurrentSession): Promise<FormState> {
  const sent = await sendReverificationCode(getDeps(), { session, client: await clientInfo() });
  if (!sent.ok) return { reverificationMethod: "email-code", fieldErrors: { reverification: await problemText(sent.problem) } };
  return { reverificationMethod: "email-code", reverificationNotice: await codeSentMessage(sent.value.mailId) };
}

/** The session of a form whose first submission has renewed it, with the cookie that the browser did not get to keep; else null. */
export async function sentTwice({ reverification, currentPassword }: FormFields): Promise<CurrentSession | null> {
  const input = reverification || currentPassword;
  const token = await readSessionToken();
  if (!input || !token) return null;
  const repeated = await repeatReverification(getDeps(), { token, reverification: input, ...(await requestClient()) });
  if (!repeated) return null;
  await writeSessionToken(repeated.sessionToken, repeated.session.remember ? repeated.session.expiresAt : undefined);
  return repeated.session;
}
