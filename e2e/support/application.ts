import { createServer, type IncomingHttpHeaders } from "node:http";
import { listenOnFreePort } from "@/lib/testing/free-port";

export type Application = {
  port: number;
  /** Headers of every request that reached it, by URL. */
  received: Map<string, IncomingHttpHeaders>;
  close(): void;
};

/** A web application without its own sign-in that records the requests that reach it. */
export async function startApplication(): Promise<Application> {
  const received: Application["received"] = new Map();
  const server = createServer((request, response) => {
    received.set(request.url ?? "", request.headers);
    response.setHeader("content-type", "text/html").end("<title>Application</title><h1>Application</h1>");
  });
  const port = await listenOnFreePort(server);
  return { port, received, close: () => void server.close() };
}
