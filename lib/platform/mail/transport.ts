import type { Sender } from "@/lib/platform/config/mail-config";
import type { Result } from "@/lib/platform/result";

export type Mail = { from: Sender; to: string; subject: string; text: string; html: string; messageId: string };

/** How far a mail got before it failed. */
export type MailStage = "dns" | "connect" | "tls" | "login" | "refused" | "provider";

/** `reason` holds no credential and no code; `permanent`: trying this mail again is in vain. */
export type MailFailure = { stage: MailStage; reason: string; permanent: boolean };

/** The one way out for mail. Answers in the end, in minutes where a server greets late, and never throws. */
export type MailTransport = {
  /** What takes the mail, for people: `smtp.example.com:587`. */
  description: string;
  send(mail: Mail): Promise<Result<null, MailFailure>>;
};

/** Out-of-office replies and ticket systems answer no email that says so (RFC 3834 section 5; Exchange reads the second one). */
export const AUTOMATIC_HEADERS = { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" };

const LONGEST = 200;

/** Shorter ones stand in half of all words by chance: hiding them would hide what the server said, and show what they are. */
const SHORTEST_SECRET = 4;

/**
 * What a server said, fit for the log and the outbox page: one short line without `secrets`, and without links and long
 * numbers, as some servers quote the mail that they refuse.
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
