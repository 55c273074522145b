import { lookup } from "node:dns/promises";
import { connect } from "node:net";
import { Resend } from "resend";
import type { Sender } from "@/lib/platform/config/mail-config";
import { err, ok } from "@/lib/platform/result";
import { AUTOMATIC_HEADERS, type MailFailure, type MailTransport, safeReason } from "./transport";

const WHOLE_MS = 15_000;

/** The base address of Resend's client: its own `RESEND_BASE_URL`, else the public one. */
export function createResendTransport(apiKey: string, baseUrl?: string): MailTransport {
  const client = new Resend(apiKey, { ...(baseUrl && { baseUrl }) });
  return {
    description: "Resend",
    async send({ messageId, from, ...mail }) {
      // The idempotency key keeps Resend from sending twice when delivery is retried after a crash.
      // Redirects are not followed: a code and the API key go to Resend only.
      const options = { idempotencyKey: messageId, signal: AbortSignal.timeout(WHOLE_MS), redirect: "manual" };
      const { error } = await client.emails.send({ ...mail, from: headerOf(from), headers: AUTOMATIC_HEADERS }, options);
      if (!error) return ok(null);
      if (error.statusCode === null) return err(await reachFailure(new URL(client.baseUrl)));
      const reason = safeReason(`${error.statusCode} ${error.name}: ${error.message}`, [apiKey]);
      return err({ ...judgeStatus(error.statusCode), reason });
    },
  };
}

/** Resend takes the sender in header form, where a name with punctuation must be quoted (RFC 5322 section 3.2.4). */
function headerOf({ name, address }: Sender): string {
  if (name === "") return address;
  const isPlain = /^[\p{L}\p{M}\p{N} '_-]+$/u.test(name);
  return `${isPlain ? name : `"${name.replace(/["\\]/g, "\\$&")}"`} <${address}>`;
}

/** 401 and 403 mean a wrong key or an unverified domain, which the operator can fix; 429 and 5xx are temporary. */
function judgeStatus(statusCode: number): Pick<MailFailure, "stage" | "permanent"> {
  if (statusCode === 401 || statusCode === 403) return { stage: "login", permanent: false };
  if (statusCode === 400 || statusCode === 422) return { stage: "refused", permanent: true };
  return { stage: "provider", permanent: false };
}

const CONNECT_MS = 5_000;

/** Finds out why a web service did not answer, step by step: its client reports no cause. */
async function reachFailure({ hostname, port, protocol }: URL): Promise<MailFailure> {
  const host = hostname.replace(/^\[(.+)\]$/, "$1");
  const failure = { permanent: false };
  try {
    await lookup(host);
  } catch (error) {
    return { ...failure, stage: "dns", reason: `${host} cannot be found (${(error as NodeJS.ErrnoException).code})` };
  }
  const portNumber = Number(port || (protocol === "https:" ? 443 : 80));
  const problem = await connectProblem(host, portNumber);
  if (problem) return { ...failure, stage: "connect", reason: `${host}:${portNumber} cannot be reached (${problem})` };
  if (protocol === "https:") return { ...failure, stage: "tls", reason: `${host}:${portNumber} answers, but not over TLS in time` };
  return { ...failure, stage: "provider", reason: `${host}:${portNumber} gave no answer in time` };
}

/** Returns null if the port accepts a connection. */
function connectProblem(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_MS });
    const end = (problem: string | null) => {
      socket.destroy();
      resolve(problem);
    };
    socket.once("connect", () => end(null));
    socket.once("timeout", () => end("ETIMEDOUT"));
    socket.once("error", (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
}
