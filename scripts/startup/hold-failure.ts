import type { ServerResponse } from "node:http";

/**
 * Holds an answer of 500 and above back until it is complete, and asks `replace` what to do with it: Next has its error
 * page ready before the reason of the error has been noted. Everything else passes untouched.
 */
export function holdFailure(response: ServerResponse, replace: () => boolean): void {
  const { writeHead, write, end } = response;
  const held: Buffer[] = [];
  response.writeHead = ((status: number, ...rest: never[]) => {
    if (status < 500) return writeHead.call(response, status, ...rest);
    response.write = ((chunk: Buffer | string, ...rest: unknown[]) => {
      held.push(Buffer.from(chunk));
      const written = rest.at(-1);
      if (typeof written === "function") queueMicrotask(() => written());
      return true;
    }) as ServerResponse["write"];
    response.end = ((chunk?: Buffer | string | (() => void)) => {
      if (chunk && typeof chunk !== "function") held.push(Buffer.from(chunk));
      setImmediate(finish, status, rest);
      return response;
    }) as ServerResponse["end"];
    return response;
  }) as ServerResponse["writeHead"];

  function finish(status: number, rest: never[]): void {
    Object.assign(response, { writeHead, write, end });
    if (response.destroyed || replace()) return;
    response.writeHead(status, ...rest);
    response.end(Buffer.concat(held));
  }
}
