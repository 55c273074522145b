import { getTranslations } from "next-intl/server";
import { problemText } from "@/lib/i18n/problem-text";
import { sendProofCode } from "@/lib/reverification/send-proof-code";
import type { CurrentSession } from "@/lib/sessions/types";
import { clientInfo } from "./client-info";
import { getDeps } from "./deps";
import type { FormState } from "./form-state";
import { sendSoon } from "./send-soon";

/** Mails the code that the form asks for, and tells what became of it. */
export async function sendProofCodeHere(session: CurrentSession): Promise<FormState> {
  const sent = await sendProofCode(getDeps(), { session, client: await clientInfo() });
  if (!sent.ok) return { fieldErrors: { proof: await problemText(sent.problem) } };
  return { proofNotice: await deliveryText(sent.value.mailId) };
}

/** How the sending of a code stands, as finished text: on its way, kept on this console, or refused. */
export async function deliveryText(mailId: string): Promise<string> {
  const t = await getTranslations("delivery");
  const delivered = await sendSoon(mailId);
  return t(delivered.ok ? delivered.value : "failed");
}
