import type { MailConfig } from "@/lib/platform/config/mail-config";
import { createResendTransport } from "./resend";
import { createSmtpTransport, PATIENT, type SmtpLimits } from "./smtp";
import type { MailTransport } from "./types";

/** The transport that the environment asks for; null: mail is not sent, but kept in the outbox. */
export function createMailTransport(config: MailConfig | null, limits: SmtpLimits = PATIENT): MailTransport | null {
  if (!config) return null;
  return config.via.kind === "resend" ? createResendTransport(config.via.apiKey) : createSmtpTransport(config.via.url, limits);
}
