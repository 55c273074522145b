import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http";
import { request as httpsRequest } from "node:https";

export type Sent = { method?: string; path: string; headers?: OutgoingHttpHeaders; body?: Uint8Array | string };
export type Answer = { status: number; headers: IncomingHttpHeaders; text: string };

/** A redirect holds its address twice, as `Location` and `Refresh`: the longest accepted one exceeds a client's default limit. */
const ANSWER_HEADERS_MAX_BYTES = 64 * 1024;

/**
 * Sends one request exactly as given: `fetch` would normalize the path and refuse many headers. `localAddress`: the source address
 * on this machine. Over https any certificate is accepted.
 */
export function send(origin: string, { method = "GET", path, headers = {}, body = "" }: Sent, localAddress?: string): Promise<Answer> {
  const { protocol, hostname, port } = new URL(origin);
  const request = protocol === "https:" ? httpsRequest : httpRequest;
  const target = { hostname, port, method, path, localAddress, rejectUnauthorized: false, maxHeaderSize: ANSWER_HEADERS_MAX_BYTES };
  return new Promise((resolve, reject) => {
    const sent = request({ ...target, headers: { "content-length": Buffer.byteLength(body), ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk)).on("error", reject);
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString() }),
      );
    });
    sent.on("error", reject).end(body);
  });
}

/** The cookies that a response sets, as a browser would send them back. */
export function cookiesOf({ headers }: Answer): string {
  return (headers["set-cookie"] ?? [])
    .map((cookie) => cookie.split(";")[0] ?? "")
    .filter((pair) => !pair.endsWith("="))
    .join("; ");
}
