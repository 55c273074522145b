import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http";
import { request as httpsRequest } from "node:https";

export type Sent = { method?: string; path: string; headers?: OutgoingHttpHeaders; body?: Uint8Array | string };
export type Answer = { status: number; headers: IncomingHttpHeaders; text: string };

/** A redirect tells its address twice, as `Location` and `Refresh`: the longest one let in makes more than a client expects. */
const ANSWER_HEADERS_MAX_BYTES = 64 * 1024;

/**
 * One request exactly as given: `fetch` would tidy the path up and refuse half of the headers. `localAddress`: where it comes from,
 * of this machine's addresses. Over https any certificate will do.
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

/** The cookies that an answer sets, as a browser would send them back. */
export function cookiesOf({ headers }: Answer): string {
  return (headers["set-cookie"] ?? [])
    .map((cookie) => cookie.split(";")[0] ?? "")
    .filter((pair) => !pair.endsWith("="))
    .join("; ");
}
