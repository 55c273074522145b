import type { MailFailure, MailStage } from "./types";

type SmtpError = { code?: string; command?: string; responseCode?: number; message?: string };

const TLS_WORDS = /certificate|self-signed|altname|TLS|SSL|STARTTLS|wrong version number|EPROTO/i;
const LOGIN_CODES = ["EAUTH", "ENOAUTH", "EOAUTH2"];

/**
 * Where sending failed. Only what the server says for good about this very mail (5xx to its sender, recipient or text)
 * is permanent: a wrong password or an expired certificate is mended by the operator, and the mail then goes out.
 */
export function smtpFailure(error: unknown): MailFailure {
  const { code = "", command = "", responseCode = 0, message = "unknown reason" } = error as SmtpError;
  const stage = stageOf(code, command, message);
  return { stage, reason: message, permanent: stage === "refused" && responseCode >= 500 };
}

function stageOf(code: string, command: string, message: string): MailStage {
  if (code === "EDNS") return "dns";
  if (LOGIN_CODES.includes(code) || command.startsWith("AUTH")) return "login";
  if (code === "ETLS" || command === "STARTTLS") return "tls";
  if (code === "ESOCKET" && TLS_WORDS.test(message)) return "tls";
  if (["EENVELOPE", "EMESSAGE"].includes(code)) return "refused";
  return "connect";
}
