import type { ServerResponse } from "node:http";

/** Types of text that Next, or a route, sends without saying in which characters. */
const WITHOUT_CHARSET = /^(text\/[\w.+-]+|image\/svg\+xml)$/i;

/** Every text says its characters, so that no browser guesses them (OWASP ASVS 5.0 V4.1.1). All of ours are UTF-8. */
export function nameCharset(response: ServerResponse): void {
  const { writeHead } = response;
  response.writeHead = ((status: number, ...rest: never[]) => {
    const type = response.getHeader("content-type");
    if (typeof type === "string" && WITHOUT_CHARSET.test(type)) response.setHeader("content-type", `${type}; charset=utf-8`);
    return writeHead.call(response, status, ...rest);
  }) as ServerResponse["writeHead"];
}
