import { createTransport } from "nodemailer";
import { ok, refuse } from "@/lib/platform/result";
import { AUTOMATIC_HEADERS } from "./automatic-headers";
import { safeReason } from "./safe-reason";
import { otherScheme, smtpFailure } from "./smtp-failure";
import type { MailTransport } from "./types";

/** For the way to the server's greeting and through TLS, and for everything, in milliseconds. */
export type SmtpLimits = { greetingMs: number; wholeMs: number };

/** A server may take 5 minutes for its greeting (RFC 5321 section 4.5.3.2.1), and many that delay spam do take some. */
export const PATIENT: SmtpLimits = { greetingMs: 5 * 60_000, wholeMs: 6 * 60_000 };

/** For an operator who waits for the outcome. */
export const PROMPT: SmtpLimits = { greetingMs: 30_000, wholeMs: 45_000 };

/** For an answer of the DNS, and for the question whether a silent server waits for TLS. */
const STEP_MS = 5_000;

/**
 * SMTP with one connection a mail. A password is never sent in clear, not even when somebody on the way hides STARTTLS;
 * servers on this very machine are the exception. Certificates are checked (NODE_EXTRA_CA_CERTS adds a private authority).
 */
export function createSmtpTransport(url: URL, limits = PATIENT, ca?: string): MailTransport {
  const secure = url.protocol === "smtps:";
  const host = url.hostname.replace(/^\[(.+)\]$/, "$1");
  const port = Number(url.port || (secure ? 465 : 587));
  const [user, pass] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
  const stepMs = Math.min(STEP_MS, limits.greetingMs);
  const options = {
    host,
    port,
    secure,
    requireTLS: user !== "" && !isThisMachine(host),
    ...(user !== "" && { auth: { user, pass } }),
    ...(ca && { tls: { ca } }),
    dnsTimeout: stepMs,
    connectionTimeout: limits.greetingMs,
    greetingTimeout: limits.greetingMs,
    socketTimeout: limits.wholeMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  return {
    description: `${host}:${port}`,
    async send(mail) {
      const transport = createTransport(options);
      try {
        await withinTime(transport.sendMail({ ...mail, messageId: `<${mail.messageId}>`, headers: AUTOMATIC_HEADERS }), limits.wholeMs);
        return ok(null);
      } catch (error) {
        const failure = smtpFailure(error);
        const advice = await otherScheme({ host, port, secure, probeMs: stepMs }, error);
        return refuse({ ...failure, ...advice, reason: advice?.reason ?? safeReason(failure.reason, [pass, user]) });
      } finally {
        transport.close();
      }
    },
  };
}

function isThisMachine(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\./.test(host);
}

/** The libraries' own limits count silence, not the whole: a server that trickles would hold us for as long as it likes. */
async function withinTime(sending: Promise<unknown>, wholeMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error(`no end after ${wholeMs / 1000} s`), { code: "ETIMEDOUT" })), wholeMs);
  });
  await Promise.race([sending, tooLong]).finally(() => clearTimeout(timer));
}
