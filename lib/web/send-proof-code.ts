import { problemText } from "@/lib/i18n/problem-text";
import { sendProofCode } from "@/lib/reverification/send-proof-code";
import type { CurrentSession } from "@/lib/sessions/types";
import { clientInfo } from "./client-info";
import { getDeps } from "./deps";
import type { FormState } from "./form-state";
import { sentText } from "./sent-text";

/** Mails the code that the form asks for, and tells what became of it. */
export async function sendProofCodeHere(session: CurrentSession): Promise<FormState> {
  const sent = await sendProofCode(getDeps(), { session, client: await clientInfo() });
  if (!sent.ok) return { proofMethod: "email-code", fieldErrors: { proof: await problemText(sent.problem) } };
  return { proofMethod: "email-code", proofNotice: await sentText(sent.value.mailId) };
}
