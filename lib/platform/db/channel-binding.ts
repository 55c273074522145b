import type pg from "pg";

/** What node-postgres has within a client; `saslSession` is there from the server's offer until its last message is verified. */
type Internals = { connection: NodeJS.EventEmitter; saslSession?: { mechanism: string } | null };
type Offer = { mechanisms: string[] };

const BOUND = "SCRAM-SHA-256-PLUS";

/**
 * `channel_binding=require`: a server has to prove, by a SCRAM exchange bound to its certificate, that it knows the password and is
 * the end of the TLS connection (RFC 5802 section 6). Until then it gets nothing: no other exchange, and no statement.
 * `cut` closes the connection at once, so that an answer under way is not sent.
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
  const isProven = () => mechanism === BOUND && internals.saslSession === null;
  connection.prependListener("authenticationSASL", ({ mechanisms }: Offer) => assert(mechanisms.includes(BOUND)));
  connection.prependListener("authenticationSASLFinal", () => {
    mechanism = internals.saslSession?.mechanism;
  });
  for (const event of ["authenticationCleartextPassword", "authenticationMD5Password"])
    connection.prependListener(event, () => assert(false));
  for (const event of ["authenticationOk", "readyForQuery"]) connection.prependListener(event, () => assert(isProven()));
}
