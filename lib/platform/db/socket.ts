import type { Socket } from "node:net";
import type pg from "pg";

/** The socket under a client, which node-postgres offers no other way to time or to cut. */
export function socketOf(client: pg.ClientBase): Socket {
  return (client as unknown as { connection: { stream: Socket } }).connection.stream;
}
