import { Agent, request } from "node:http";
import type { Sent } from "../../lib/testing/raw-request";

/** A client that keeps many connections busy; `answers`: number by status, 0 for a connection that was cut. */
export type Flood = { answers: Record<number, number>; stop(): Promise<void> };

/** Sends the next request on each connection as soon as the previous one is answered. `make`: the request, by number. */
export function startFlood(origin: string, connections: number, make: (n: number) => Sent): Flood {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const answers: Record<number, number> = {};
  let isOver = false;
  let sent = 0;
  const one = async () => {
    while (!isOver) {
      const status = await statusOf(origin, agent, make(sent++));
      answers[status] = (answers[status] ?? 0) + 1;
    }
  };
  const loops = Array.from({ length: connections }, one);
  return {
    answers,
    async stop() {
      isOver = true;
      agent.destroy();
      await Promise.all(loops);
    },
  };
}

function statusOf(origin: string, agent: Agent, { method = "GET", path, headers = {}, body = "" }: Sent): Promise<number> {
  const { hostname, port } = new URL(origin);
  const options = { agent, hostname, port, method, path, headers: { ...headers, "content-length": Buffer.byteLength(body) } };
  return new Promise((resolve) => {
    const outgoing = request(options, (response) => {
      response.resume();
      response.on("close", () => resolve(response.complete ? (response.statusCode ?? 0) : 0));
    });
    outgoing.on("error", () => resolve(0)).end(body);
  });
}
