import type { Socket } from "node:net";
import pg from "pg";

/** What node-postgres's client has besides its types; no other file uses any of it. `pg-internals.db.test.ts` fails when it changes. */
type Internals = {
  /** Emits each message of the server under its name. */
  connection: NodeJS.EventEmitter & { stream: Socket };
  connectionParameters: { options: string | undefined };
  /** The process id from the login. */
  processID: number | null;
  /** Exists from the server's offer until its last message is verified. */
  saslSession?: { mechanism: string } | null;
  /** Builds the startup message. */
  getStartupConf(): Record<string, string>;
};

function internalsOf(client: pg.ClientBase): Internals {
  return client as unknown as Internals;
}

/** The messages that the server sends to `client`. */
export function messagesOf(client: pg.ClientBase): NodeJS.EventEmitter {
  return internalsOf(client).connection;
}

/** The socket of a client; node-postgres has no other way to time it out or close it. */
export function socketOf(client: pg.ClientBase): Socket {
  return internalsOf(client).connection.stream;
}

export function processIdOf(client: pg.ClientBase): number | null {
  return internalsOf(client).processID;
}

/** The mechanism of the login under way; null once the server's last message is verified, undefined before its offer. */
export function saslMechanismOf(client: pg.ClientBase): string | null | undefined {
  const { saslSession } = internalsOf(client);
  return saslSession === null ? null : saslSession?.mechanism;
}

/** Replaces the `options` of the startup message, which node-postgres would otherwise take from PGOPTIONS. */
export function setStartupOptions(client: pg.ClientBase, options: string | undefined): void {
  internalsOf(client).connectionParameters.options = options;
}

/** The startup message that node-postgres builds, without what a subclass adds. */
export function startupConfOf(client: pg.ClientBase): Record<string, string> {
  return (pg.Client.prototype as unknown as Internals).getStartupConf.call(client);
}

/**
 * node-postgres connects a client once: `client` takes over the state of `unused`, which has not connected yet, and keeps its listeners
 * and its password.
 */
export function takeOverState(client: pg.ClientBase, unused: pg.ClientBase): void {
  messagesOf(client)
    .removeAllListeners()
    .on("error", () => {});
  socketOf(client).destroy();
  const { _events, _eventsCount, _maxListeners, ...state } = unused as unknown as Record<string, unknown>;
  Object.assign(client, state);
}
