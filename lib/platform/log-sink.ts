import { connect } from "node:net";
import { hostname } from "node:os";
import { connect as connectTls } from "node:tls";
import type { LogSinkConfig } from "@/lib/platform/config/security-config";
import { err, ok, type Result } from "./result";

/** One line for the collector: `text` is JSON without line breaks. */
type LogLine = { at: Date; text: string };

/** Sends copies of log lines. Answers within `wholeMs` and never throws; a problem is one line without credentials. */
export type LogSink = {
  description: string;
  send(lines: LogLine[]): Promise<Result<null, string>>;
};

const WHOLE_MS = 3_000;
const SYSLOG_TLS_PORT = 6514;
const SYSLOG_TCP_PORT = 601;

/** Facility 13 (log audit), severity 5 (notice): RFC 5424 section 6.2.1. */
const PRIORITY = 13 * 8 + 5;

/** The sink that the environment configures; null: no copies are sent. `ca` replaces the certificate authorities of syslog over TLS. */
export function createLogSink(
  config: LogSinkConfig | null,
  appName: string,
  { wholeMs = WHOLE_MS, ca }: { wholeMs?: number; ca?: string } = {},
): LogSink | null {
  if (!config) return null;
  const { url, token } = config;
  const send = url.protocol.startsWith("http")
    ? (lines: LogLine[], signal: AbortSignal) => sendHttp(url, token, lines, signal)
    : (lines: LogLine[], signal: AbortSignal) => sendSyslog(url, appName, lines, { signal, ...(ca && { ca }) });
  return {
    description: `${url.protocol}//${url.host}`,
    async send(lines) {
      try {
        await send(lines, AbortSignal.timeout(wholeMs));
        return ok(null);
      } catch (error) {
        const { name, message, cause } = error as Error & { cause?: Error };
        return err(name === "TimeoutError" ? `no answer within ${wholeMs / 1000} s` : (cause?.message ?? message));
      }
    },
  };
}

/** One POST of JSON lines; anything but 2xx is a failure, and a redirect is not followed: the token is for this address alone. */
async function sendHttp(url: URL, token: string | null, lines: LogLine[], signal: AbortSignal): Promise<void> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/x-ndjson", ...(token && { authorization: `Bearer ${token}` }) },
    body: lines.map(({ text }) => `${text}\n`).join(""),
    redirect: "manual",
    signal,
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`answered with ${response.status}`);
}

type SyslogOptions = { signal: AbortSignal; ca?: string };

/** RFC 5424 messages, each prefixed with its length (RFC 6587 section 3.4.1, RFC 5425). Syslog has no confirmation: sent counts as delivered. */
function sendSyslog(url: URL, appName: string, lines: LogLine[], { signal, ca }: SyslogOptions): Promise<void> {
  const isTls = url.protocol === "syslog+tls:";
  const host = url.hostname.replace(/^\[(.+)\]$/, "$1");
  const port = Number(url.port || (isTls ? SYSLOG_TLS_PORT : SYSLOG_TCP_PORT));
  return new Promise((resolve, reject) => {
    const socket = isTls ? connectTls({ host, port, servername: host, ...(ca && { ca }) }) : connect({ host, port });
    const fail = (error: Error) => {
      socket.destroy();
      reject(error);
    };
    signal.addEventListener("abort", () => fail(signal.reason as Error), { once: true });
    socket.once("error", fail).once("close", (hadError) => !hadError && resolve());
    socket.resume();
    socket.once(isTls ? "secureConnect" : "connect", () => socket.end(lines.map((line) => frame(appName, line)).join("")));
  });
}

function frame(appName: string, { at, text }: LogLine): string {
  const name = appName.replace(/[^\x21-\x7e]/g, "").slice(0, 48) || "-";
  const message = `<${PRIORITY}>1 ${at.toISOString()} ${hostname()} ${name} - audit - \uFEFF${text}`;
  return `${Buffer.byteLength(message)} ${message}`;
}
