import { createTransport } from "nodemailer";
import { ok, refuse } from "@/lib/platform/result";
import { AUTOMATIC_HEADERS } from "./automatic-headers";
import { safeReason } from "./safe-reason";
import { smtpFailure } from "./smtp-failure";
import type { MailTransport } from "./types";

/** A person may be waiting for the answer: 5 s for a connection, 15 s for everything. */
export type SmtpLimits = { connectMs: number; wholeMs: number };
const LIMITS: SmtpLimits = { connectMs: 5_000, wholeMs: 15_000 };

/**
 * SMTP with one connection a mail. A password is never sent in clear, not even when somebody on the way hides STARTTLS;
 * servers on this very machine are the exception. Certificates are checked (NODE_EXTRA_CA_CERTS adds a private authority).
 */
export function createSmtpTransport(url: URL, limits = LIMITS, ca?: string): MailTransport {
  const secure = url.protocol === "smtps:";
  const host = url.hostname.replace(/^\[(.+)\]$/, "$1");
  const port = Number(url.port || (secure ? 465 : 587));
  const [user, pass] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
  const options = {
    host,
    port,
    secure,
    requireTLS: user !== "" && !isThisMachine(host),
    ...(user !== "" && { auth: { user, pass } }),
    ...(ca && { tls: { ca } }),
    dnsTimeout: limits.connectMs,
    connectionTimeout: limits.connectMs,
    greetingTimeout: limits.connectMs,
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
        return refuse({ ...failure, reason: safeReason(failure.reason, [pass, user]) });
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
