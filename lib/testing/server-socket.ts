import { connect, type Socket } from "node:net";

/** A connection to the server of a database address: TCP, or a socket in the folder of its parameter `host`. */
export function connectToServer(databaseUrl: string): Socket {
  const { hostname, port, searchParams } = new URL(databaseUrl);
  const folder = searchParams.get("host");
  return folder ? connect(`${folder}/.s.PGSQL.${port}`) : connect(Number(port), hostname);
}

/** The same database behind a proxy on a port of this machine. */
export function behindPort(databaseUrl: string, port: number): string {
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${port}`;
  url.searchParams.delete("host");
  return url.href;
}
