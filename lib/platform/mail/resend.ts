import { Resend } from "resend";
import type { Sender } from "@/lib/platform/config/mail-config";
import { ok, refuse } from "@/lib/platform/result";
import { AUTOMATIC_HEADERS } from "./automatic-headers";
import { reachFailure } from "./reach";
import { safeReason } from "./safe-reason";
import type { MailFailure, MailTransport } from "./types";

const WHOLE_MS = 15_000;

/** The base address of Resend's client: its own `RESEND_BASE_URL`, else the public one. */
export function createResendTransport(apiKey: string, baseUrl?: string): MailTransport {
  const client = new Resend(apiKey, { ...(baseUrl && { baseUrl }) });
  return {
    description: "Resend",
    async send({ messageId, from, ...mail }) {
      // The key makes a second try of the same mail, after a crash, the same mail to Resend too.
      // A redirect is an answer like any other: a code and the key go to nobody but Resend.
      const options = { idempotencyKey: messageId, signal: AbortSignal.timeout(WHOLE_MS), redirect: "manual" };
      const { error } = await client.emails.send({ ...mail, from: headerOf(from), headers: AUTOMATIC_HEADERS }, options);
      if (!error) return ok(null);
      if (error.statusCode === null) return refuse(await reachFailure(new URL(client.baseUrl)));
      const reason = safeReason(`${error.statusCode} ${error.name}: ${error.message}`, [apiKey]);
      return refuse({ ...judge(error.statusCode), reason });
    },
  };
}

/** Their interface takes the sender in the form of a header, where a name with punctuation has to be quoted (RFC 5322 section 3.2.4). */
function headerOf({ name, address }: Sender): string {
  if (name === "") return address;
  const isPlain = /^[\p{L}\p{M}\p{N} '_-]+$/u.test(name);
  return `${isPlain ? name : `"${name.replace(/["\\]/g, "\\$&")}"`} <${address}>`;
}

/** 401 and 403 speak of the key or an unproven domain, which the operator mends; 429 and 5xx pass. */
function judge(statusCode: number): Pick<MailFailure, "stage" | "permanent"> {
  if (statusCode === 401 || statusCode === 403) return { stage: "login", permanent: false };
  if (statusCode === 400 || statusCode === 422) return { stage: "refused", permanent: true };
  return { stage: "provider", permanent: false };
}
