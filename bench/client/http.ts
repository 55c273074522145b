import { Agent, type IncomingHttpHeaders, request } from "node:http";

export type Answer = { status: number; headers: IncomingHttpHeaders; body: string };
export type Call = { method?: "GET" | "POST"; path: string; headers?: Record<string, string>; body?: string | Buffer };

/** A client with persistent connections, like those of a proxy. */
export function createClient(url: string) {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  return {
    close: () => agent.destroy(),
    send: ({ method = "GET", path, headers = {}, body }: Call): Promise<Answer> =>
      new Promise((resolve, reject) => {
        const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
        const sent = request({ agent, hostname, port, method, path, headers: { ...headers, ...length } }, (answer) => {
          const chunks: Buffer[] = [];
          answer.on("data", (chunk: Buffer) => chunks.push(chunk)).once("error", reject);
          answer.once("end", () =>
            resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks).toString("utf8") }),
          );
        });
        sent.once("error", reject).end(body);
      }),
  };
}

export type Client = ReturnType<typeof createClient>;

/** The cookies of one user's browser. */
export class CookieJar {
  private readonly cookies = new Map<string, string>();

  keep({ headers }: Answer): void {
    for (const line of headers["set-cookie"] ?? []) {
      const [pair = ""] = line.split(";");
      const at = pair.indexOf("=");
      this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
  }

  get header(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  /** The value of the first cookie whose name holds `part`. */
  find(part: string): string | undefined {
    return [...this.cookies].find(([name, value]) => name.includes(part) && value !== "")?.[1];
  }
}
