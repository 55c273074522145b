import type pg from "pg";
import { messagesOf, saslMechanismOf } from "./pg-internals";

type Offer = { mechanisms: string[] };

const BOUND = "SCRAM-SHA-256-PLUS";

/**
 * `channel_binding=require`: against a machine in the middle, the server must prove by a SCRAM exchange bound to its certificate
 * that it knows the password and terminates the TLS connection (RFC 5802 section 6). Before that it gets no other exchange and no
 * statement. `cut` closes the connection at once, so that a pending answer is not sent.
 */
export function requireChannelBinding(client: pg.Client, cut: () => void): void {
  const messages = messagesOf(client);
  let mechanism: string | null | undefined;
  const assert = (holds: boolean) => {
    if (holds) return;
    messages.emit("error", new Error("the server offers no channel binding, which channel_binding=require asks for"));
    cut();
  };
  const isVerified = () => mechanism === BOUND && saslMechanismOf(client) === null;
  messages.prependListener("authenticationSASL", ({ mechanisms }: Offer) => assert(mechanisms.includes(BOUND)));
  messages.prependListener("authenticationSASLFinal", () => {
    mechanism = saslMechanismOf(client);
  });
  for (const event of ["authenticationCleartextPassword", "authenticationMD5Password"])
    messages.prependListener(event, () => assert(false));
  for (const event of ["authenticationOk", "readyForQuery"]) messages.prependListener(event, () => assert(isVerified()));
}
