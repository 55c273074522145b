import { connect } from "node:tls";
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

/** `probeMs`: how long to wait for a handshake. */
type Server = { host: string; port: number; secure: boolean; probeMs: number };

/** What to say where the server would have understood the other of `smtp://` and `smtps://`; else null. */
export async function otherScheme(
  { host, port, secure, probeMs }: Server,
  error: unknown,
): Promise<Pick<MailFailure, "stage" | "reason"> | null> {
  const { message = "" } = error as SmtpError;
  if (secure && /wrong version number|packet length too long|record layer failure/i.test(message))
    return {
      stage: "tls",
      reason: `${host}:${port} speaks TLS only after STARTTLS, or not at all: write smtp:// instead of smtps:// in SMTP_URL`,
    };
  if (!secure && /greeting|no end after|closed/i.test(message) && (await speaksTls(host, port, probeMs)))
    return { stage: "tls", reason: `${host}:${port} speaks TLS from the first byte: write smtps:// instead of smtp:// in SMTP_URL` };
  return null;
}

function speaksTls(host: string, port: number, timeout: number): Promise<boolean> {
  return new Promise((resolve) => {
    // Only asks whether a handshake comes about; nothing is sent over it.
    const socket = connect({ host, port, rejectUnauthorized: false, timeout });
    const end = (speaks: boolean) => {
      socket.destroy();
      resolve(speaks);
    };
    socket.once("secureConnect", () => end(true));
    socket.once("timeout", () => end(false));
    socket.once("error", () => end(false));
    socket.once("close", () => end(false));
  });
}

function stageOf(code: string, command: string, message: string): MailStage {
  if (code === "EDNS") return "dns";
  if (LOGIN_CODES.includes(code) || command.startsWith("AUTH")) return "login";
  if (code === "ETLS" || command === "STARTTLS") return "tls";
  if (code === "ESOCKET" && TLS_WORDS.test(message)) return "tls";
  if (["EENVELOPE", "EMESSAGE"].includes(code)) return "refused";
  return "connect";
}
