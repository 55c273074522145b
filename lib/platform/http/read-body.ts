import type { IncomingMessage } from "node:http";

/** The whole body, unless it turns out to be longer than `maxBytes`. Throws when the client hangs up. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | "too-long"> {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) return "too-long";
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > maxBytes) return "too-long";
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
