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
