import type { IncomingMessage, ServerResponse } from "node:http";
import texts from "@/lib/i18n/messages/en.address.json";
import type { Config } from "@/lib/platform/config/config";
import { requestHost } from "@/lib/platform/http/own-pages";
import { type AddressProblem, REQUESTED_PATH_HEADER } from "@/lib/platform/http/requested-address";
import { logOnce } from "@/lib/platform/log-once";
import { logSecurityEvent } from "@/lib/platform/security-event";
import { clientIp } from "@/lib/web/client-share";
import { headersWithoutPolicy } from "@/lib/web/security-headers";
import { answerMessage } from "./message-page";

/** 421: no page of this console is served under that name (RFC 9110 section 15.5.20). */
const STATUS: Record<AddressProblem, number> = { "wrong-host": 421, "app-url-unset": 421, "plain-http": 403 };

/**
 * Says why the console does not answer at this address, which address is right, and what the operator has to set; the log has
 * it once. A link leads to APP_URL only, never to the host that was sent. No redirect: behind a proxy that loses the host or
 * the scheme it would lead to the same answer again and again.
 */
export function refuseAddress(request: IncomingMessage, response: ServerResponse, problem: AddressProblem, { appUrl }: Config): void {
  const { heading, text, operator } = texts[problem];
  const host = requestHost(request.headers)?.slice(0, 100);
  // Once for each problem: a client that sends many hosts does not use up what the operator is to read of others.
  logOnce(problem, { host, appUrl, hint: operator }, `a request was refused: ${LOGGED[problem]}`);
  logSecurityEvent({ reason: problem, ip: clientIp(request.headers), status: STATUS[problem], host: host ?? "" });
  const known = problem !== "app-url-unset";
  const address = `${appUrl}${request.headers[REQUESTED_PATH_HEADER] ?? "/"}`;
  const lines = known ? [text, appUrl, operator] : [text, operator];
  const link = known ? `<a href="${escapeHtml(address)}">${escapeHtml(appUrl)}</a>` : "";
  const html = `<p>${escapeHtml(text)}</p>${link}<p>${escapeHtml(operator)}</p>`;
  // Under another name it is not ours to bind that name to https.
  const { "strict-transport-security": _, ...headers } = headersWithoutPolicy(request.url ?? "/");
  answerMessage(request, response, { status: STATUS[problem], headers, heading, html, text: `${lines.join(" ")}\n` });
}

const LOGGED: Record<AddressProblem, string> = {
  "wrong-host": "its host is not that of APP_URL",
  "app-url-unset": "APP_URL is not set, and its host is not this machine",
  "plain-http": "APP_URL is https, and it came over http",
};

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter);
}
