import type { Sender } from "@/lib/platform/config/mail-config";
import type { Result } from "@/lib/platform/result";

export type Mail = { from: Sender; to: string; subject: string; text: string; html: string; messageId: string };

/** The stage at which an email failed. */
export type MailStage = "dns" | "connect" | "tls" | "login" | "refused" | "provider";

/** `reason` holds no credential and no code; `permanent`: another attempt would fail as well. */
export type MailFailure = { stage: MailStage; reason: string; permanent: boolean };

/** Sends emails. Always resolves, after minutes when a server greets late, and never throws. */
export type MailTransport = {
  /** The server or service, for display: `smtp.example.com:587`. */
  description: string;
  send(mail: Mail): Promise<Result<null, MailFailure>>;
};

/** Out-of-office replies and ticket systems answer no email that says so (RFC 3834 section 5; Exchange reads the second one). */
export const AUTOMATIC_HEADERS = { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" };

const LONGEST = 200;

/** Shorter secrets occur in many words: hiding them would hide the server's message and reveal the secret. */
const SHORTEST_SECRET = 4;

/**
 * Makes a server's message safe for the log and the outbox page: one short line without `secrets`, links and long numbers,
 * because some servers quote the rejected email.
 */
export function safeReason(text: string, secrets: string[] = []): string {
  const hidden = secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .flatMap((secret) => [secret, Buffer.from(secret).toString("base64"), encodeURIComponent(secret)])
    .reduce((rest, secret) => rest.replaceAll(secret, "…"), text);
  return hidden
    .replace(/\b[a-z]+:\/\/\S+/gi, "…")
    .replace(/\d{6,}/g, "…")
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim()
    .slice(0, LONGEST);
}
