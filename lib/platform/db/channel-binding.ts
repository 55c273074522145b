import type pg from "pg";

/** Internals of node-postgres's client; `saslSession` exists from the server's offer until its last message is verified. */
type Internals = { connection: NodeJS.EventEmitter; saslSession?: { mechanism: string } | null };
type Offer = { mechanisms: string[] };

const BOUND = "SCRAM-SHA-256-PLUS";

/**
 * `channel_binding=require`: against a machine in the middle, the server must prove by a SCRAM exchange bound to its certificate
 * that it knows the password and terminates the TLS connection (RFC 5802 section 6). Before that it gets no other exchange and no
 * statement. `cut` closes the connection at once, so that a pending answer is not sent.
 */
export function requireChannelBinding(client: pg.Client, cut: () => void): void {
  const internals = client as unknown as Internals;
  const { connection } = internals;
  let mechanism: string | undefined;
  const assert = (holds: boolean) => {
    if (holds) return;
    connection.emit("error", new Error("the server offers no channel binding, which channel_binding=require asks for"));
    cut();
  };
  const isVerified = () => mechanism === BOUND && internals.saslSession === null;
  connection.prependListener("authenticationSASL", ({ mechanisms }: Offer) => assert(mechanisms.includes(BOUND)));
  connection.prependListener("authenticationSASLFinal", () => {
    mechanism = internals.saslSession?.mechanism;
  });
  for (const event of ["authenticationCleartextPassword", "authenticationMD5Password"])
    connection.prependListener(event, () => assert(false));
  for (const event of ["authenticationOk", "readyForQuery"]) connection.prependListener(event, () => assert(isVerified()));
}
