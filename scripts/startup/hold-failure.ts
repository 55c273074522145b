import type { ServerResponse } from "node:http";

/** An answer of 500 and above, held back: its status, headers and body. */
type Held = { status: number; headers: never[]; body: Buffer[] };

/**
 * Holds an answer of 500 and above back until it is complete, and asks `replace` what to do with it: Next has its error
 * page ready before the reason of the error has been noted. Everything else passes untouched. Put in place before anybody
 * else, compression above all, takes hold of the response's methods.
 */
export function holdFailure(response: ServerResponse, replace: () => boolean): void {
  const { writeHead, write, end } = response;
  let held: Held | null = null;

  function finish({ status, headers, body }: Held): void {
    Object.assign(response, { writeHead, write, end });
    if (response.destroyed || replace()) return;
    response.writeHead(status, ...headers);
    response.end(Buffer.concat(body));
  }

  // Node writes a head that nobody has written together with the first of the body.
  const startImplicitly = () => {
    if (!held && !response.headersSent && response.statusCode >= 500) response.writeHead(response.statusCode);
  };

  response.writeHead = ((status: number, ...headers: never[]) => {
    if (status < 500) return writeHead.call(response, status, ...headers);
    held = { status, headers, body: [] };
    return response;
  }) as ServerResponse["writeHead"];

  response.write = ((...args: Parameters<ServerResponse["write"]>) => {
    startImplicitly();
    if (!held) return write.apply(response, args);
    keep(held, args);
    return true;
  }) as ServerResponse["write"];

  response.end = ((...args: Parameters<ServerResponse["end"]>) => {
    startImplicitly();
    if (!held) return end.apply(response, args);
    keep(held, args);
    setImmediate(finish, held);
    return response;
  }) as ServerResponse["end"];
}

function keep(held: Held, args: unknown[]): void {
  const [chunk, done] = [args[0], args.at(-1)];
  if (typeof chunk === "string" || chunk instanceof Uint8Array) held.body.push(Buffer.from(chunk));
  if (typeof done === "function") queueMicrotask(() => done());
}
