import { connect } from "node:tls";
import { createTransport } from "nodemailer";
import { isLoopback } from "@/lib/platform/http/client-address";
import { err, ok } from "@/lib/platform/result";
import { AUTOMATIC_HEADERS, type MailFailure, type MailStage, type MailTransport, safeReason } from "./transport";

/** Limits in milliseconds: until the server's greeting and TLS, and for the whole delivery. */
export type SmtpLimits = { greetingMs: number; wholeMs: number };

/** A server may take 5 minutes for its greeting (RFC 5321 section 4.5.3.2.1); many servers delay it against spam. */
export const BACKGROUND_LIMITS: SmtpLimits = { greetingMs: 5 * 60_000, wholeMs: 6 * 60_000 };

/** For an operator who waits for the result. */
export const INTERACTIVE_LIMITS: SmtpLimits = { greetingMs: 30_000, wholeMs: 45_000 };

/** For DNS answers, and for the check whether a silent server waits for TLS. */
const STEP_MS = 5_000;

/**
 * SMTP with one connection per email. A password is never sent in clear, even when an attacker on the network hides STARTTLS;
 * servers on this machine are the exception. Certificates are checked (NODE_EXTRA_CA_CERTS adds a private authority).
 */
export function createSmtpTransport(url: URL, limits = BACKGROUND_LIMITS, ca?: string): MailTransport {
  const secure = url.protocol === "smtps:";
  const host = url.hostname.replace(/^\[(.+)\]$/, "$1");
  const port = Number(url.port || (secure ? 465 : 587));
  const [user, pass] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
  const stepMs = Math.min(STEP_MS, limits.greetingMs);
  const options = {
    host,
    port,
    secure,
    requireTLS: user !== "" && !isLoopback(host),
    ...(user !== "" && { auth: { user, pass } }),
    ...(ca && { tls: { ca } }),
    dnsTimeout: stepMs,
    connectionTimeout: limits.greetingMs,
    greetingTimeout: limits.greetingMs,
    socketTimeout: limits.wholeMs,
    // Closed at once: the buffered part of an aborted email must not go out.
    socketCloseTimeout: 0,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  return {
    description: `${host}:${port}`,
    async send(mail) {
      const transport = createTransport(options);
      try {
        await withSendTimeout(limits.wholeMs, (signal) =>
          transport.sendMail({ ...mail, messageId: `<${mail.messageId}>`, headers: AUTOMATIC_HEADERS, signal }),
        );
        return ok(null);
      } catch (error) {
        const failure = smtpFailure(error);
        const advice = await otherScheme({ host, port, secure, probeMs: stepMs }, error);
        return err({ ...failure, ...advice, reason: advice?.reason ?? safeReason(failure.reason, [pass, user]) });
      } finally {
        transport.close();
      }
    },
  };
}

/**
 * The library's own limits count idle time, not total time: a slow server could hold the connection forever. `signal`
 * closes the connection, so that an email reported as failed is not delivered afterwards.
 */
async function withSendTimeout(wholeMs: number, send: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
  const signal = AbortSignal.timeout(wholeMs);
  try {
    await send(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    throw Object.assign(new Error(`no end after ${wholeMs / 1000} s`), { code: "ETIMEDOUT" });
  }
}

type SmtpError = { code?: string; command?: string; responseCode?: number; message?: string };

const TLS_WORDS = /certificate|self-signed|altname|TLS|SSL|STARTTLS|wrong version number|EPROTO/i;
const LOGIN_CODES = ["EAUTH", "ENOAUTH", "EOAUTH2"];

/**
 * Classifies a failed delivery. Only a 5xx reply to this email's sender, recipient or text is permanent: the operator can fix
 * a wrong password or an expired certificate, and the email is then delivered.
 */
function smtpFailure(error: unknown): MailFailure {
  const { code = "", command = "", responseCode = 0, message = "unknown reason" } = error as SmtpError;
  const stage = stageOf(code, command, message);
  return { stage, reason: message, permanent: stage === "refused" && responseCode >= 500 };
}

/** `probeMs`: how long to wait for a handshake. */
type Server = { host: string; port: number; secure: boolean; probeMs: number };

/** What to say where the server would have understood the other of `smtp://` and `smtps://`; else null. */
async function otherScheme({ host, port, secure, probeMs }: Server, error: unknown): Promise<Pick<MailFailure, "stage" | "reason"> | null> {
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
    // Checks whether a handshake succeeds; nothing is sent over it.
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
